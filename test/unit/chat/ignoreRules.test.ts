import assert from 'node:assert/strict';
import { createPathJudge, judgeOutsidePath, type FolderRules } from '../../../src/core/chat/ignoreRules';
import { isSecretPath } from '../../../src/core/chat/secretFiles';

const judge = (path: string, rules: Partial<FolderRules> = {}): string => {
  const verdict = createPathJudge({ folderName: 'app', globs: [], gitIgnores: [], ...rules })(path);
  return verdict.ok ? 'ok' : verdict.why;
};

describe('secret files', () => {
  for (const path of [
    '.env',
    '.env.local',
    'config/.ENV.production',
    'prod.env',
    'tls/server.pem',
    'server.key',
    'cert.pfx',
    'id_rsa',
    'keys/id_ed25519',
    '.aws/credentials',
    'home/.ssh/config',
    '.npmrc',
    '.netrc',
    'kubeconfig',
    'deploy/secrets/db.txt',
    'credentials.json',
    'gcp-credentials.json',
    'secrets.yaml',
    'main.tfstate',
    '.git-credentials',
    '.kube/config',
  ]) {
    it(`${path} is one`, () => assert.equal(isSecretPath(path), true));
  }

  for (const path of ['src/secrets.ts', 'src/environment.ts', 'keyboard.ts', 'docs/credentials.md', 'src/keys.ts']) {
    it(`${path} is source and none`, () => assert.equal(isSecretPath(path), false));
  }

  it('a path that makes no sense counts as one', () => assert.equal(isSecretPath('../x'), true));
});

describe('the ignore rules', () => {
  it('let ordinary files pass', () => assert.equal(judge('src/main.ts'), 'ok'));

  it('call a secret a secret even where it is ignored as well', () => {
    assert.equal(judge('.env', { globs: ['.env'], gitIgnores: [{ folder: '', text: '.env' }] }), 'secret');
  });

  it('make a secret of everything in a folder that is one', () => {
    assert.equal(judge('config', { folderName: '.ssh' }), 'secret');
  });

  it('hold the user’s globs, with braces', () => {
    const globs = ['**/private/**', '*.{crt,c{e,s}r}', 'docs\\drafts/**'];
    assert.equal(judge('a/private/b.ts', { globs }), 'ignored');
    assert.equal(judge('x.crt', { globs }), 'ignored');
    assert.equal(judge('deep/x.csr', { globs }), 'ignored');
    assert.equal(judge('docs/drafts/x.md', { globs }), 'ignored');
    assert.equal(judge('docs/final/x.md', { globs }), 'ok');
  });

  it('are never made looser by a glob', () => {
    assert.equal(judge('.env', { globs: ['!.env', '!**'] }), 'secret');
    assert.equal(judge('a.txt', { globs: ['a.txt', '!a.txt'] }), 'ignored');
  });

  it('ignore more, not less, when a glob would become too many', () => {
    const globs = [`{${'a,b},{'.repeat(12)}c,d}.txt`];
    assert.equal(judge('a.txt', { globs: [`x${'{a,b}'.repeat(12)}.txt`] }), 'ok');
    assert.equal(judge(`x${'ab'.repeat(6)}.txt`, { globs: [`x${'{a,b}'.repeat(12)}.txt`] }), 'ignored');
    assert.doesNotThrow(() => judge('c.txt', { globs }));
  });

  it('hold .gitignore files, a deeper one overruling the one above', () => {
    const gitIgnores = [
      { folder: '', text: '*.log\nbuild/\n' },
      { folder: 'keep', text: '!important.log\n' },
      { folder: 'build', text: '!result.txt\n' },
    ];
    assert.equal(judge('x.log', { gitIgnores }), 'git-ignored');
    assert.equal(judge('keep/other.log', { gitIgnores }), 'git-ignored');
    assert.equal(judge('keep/important.log', { gitIgnores }), 'ok');
    assert.equal(judge('build/result.txt', { gitIgnores }), 'git-ignored');
    assert.equal(judge('buildings.ts', { gitIgnores }), 'ok');
  });

  it('apply a .gitignore to its own folder only', () => {
    const gitIgnores = [{ folder: 'sub', text: '/only.txt\n' }];
    assert.equal(judge('sub/only.txt', { gitIgnores }), 'git-ignored');
    assert.equal(judge('only.txt', { gitIgnores }), 'ok');
    assert.equal(judge('subway/only.txt', { gitIgnores }), 'ok');
  });

  it('close for paths outside the folder', () => assert.equal(judge('../other/x.ts'), 'ignored'));

  it('judge files outside of every folder by secrets and globs', () => {
    assert.deepEqual(judgeOutsidePath('home/me/.ssh/config', []), { ok: false, why: 'secret' });
    assert.deepEqual(judgeOutsidePath('home/me/notes.md', ['*.md']), { ok: false, why: 'ignored' });
    assert.deepEqual(judgeOutsidePath('home/me/notes.md', []), { ok: true });
  });
});
