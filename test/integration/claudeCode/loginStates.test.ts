import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { clockTime } from '../../../src/core/base/timeWords';
import type { LoginStatus } from '../../../src/core/contract/status';
import { loginStatus } from '../../../src/core/health/claudeCodeLogin/loginStatus';
import { LoginWatch } from '../../../src/core/health/claudeCodeLogin/loginWatch';
import { durations } from '../../../src/core/routing/durations';
import { createLoginFiles } from '../../../src/platform/claudeCode/loginFiles';
import { createFakeClock } from '../../support/fakeClock';
import { createRecordingLogger } from '../../support/recordingLogger';
import { canaries, ScratchHome, subscription, wiped } from '../../support/claudeCode/scratchHome';

/** A state as files and environment, and what the user reads: state, kind, the lamp of the login, whether failover keeps away. */
interface Case {
  readonly name: string;
  readonly login?: object | string;
  readonly settings?: object;
  readonly account?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  /** What stands in the keychain of a Mac, and a list of how it was asked. */
  readonly keychain?: { readonly entry?: string; readonly asked: string[] };
  readonly says: readonly [LoginStatus['state'], string, string];
  readonly renews?: boolean;
}

const hour = 3_600_000;
const past = { expiresAt: Date.now() - 10 * hour };
const max = 'subscription (max)';
const nobody = 'not logged in';

/** `claude-code.md` §B.2–B.3, with what 2.1.330 was seen to make of it. */
const cases: readonly Case[] = [
  { name: 'no credentials', says: ['unknown', 'unknown', nobody] },
  { name: 'an empty file', login: '', says: ['unknown', 'unknown', nobody] },
  { name: 'an empty object', login: {}, says: ['unknown', 'unknown', nobody] },
  { name: 'garbage', login: '{"claudeAiOauth":{"accessTo', says: ['unknown', 'unknown', nobody] },
  {
    name: 'scopes without the right to ask',
    login: subscription({ scopes: ['user:profile'] }),
    says: ['unknown', 'unknown', nobody],
  },
  { name: 'a valid login', login: subscription(), says: ['fine', 'subscription', max] },
  {
    name: 'a login that is past and can be renewed',
    login: subscription(past),
    says: ['fine', 'subscription', `${max}; to be renewed with its next use`],
    renews: true,
  },
  {
    name: 'a login that is past and can be renewed until a named instant',
    login: subscription({ ...past, refreshTokenExpiresAt: Date.now() + hour }),
    says: ['fine', 'subscription', `${max}; to be renewed with its next use`],
    renews: true,
  },
  {
    name: 'a login that is past, without anything to renew it',
    login: subscription({ ...past, refreshToken: null }),
    says: ['lost', 'subscription', 'expired: it can no longer be renewed; log in again'],
  },
  {
    name: 'a login that is past, whose renewal is past too',
    login: subscription({ ...past, refreshTokenExpiresAt: Date.now() - hour }),
    says: ['lost', 'subscription', 'expired: it can no longer be renewed; log in again'],
  },
  {
    name: 'a wiped login',
    login: subscription(wiped),
    says: ['lost', 'subscription', 'expired: it was refused and is empty now; log in again'],
  },
  {
    name: 'a wiped login without its scopes',
    login: { claudeAiOauth: wiped },
    says: ['lost', 'subscription', 'expired: it was refused and is empty now; log in again'],
  },
  {
    name: 'a key of the environment, beside a login',
    login: subscription(),
    env: { ANTHROPIC_API_KEY: canaries.key },
    says: ['fine', 'api-key', 'API key of the environment'],
  },
  {
    name: 'a key in its settings',
    settings: { env: { ANTHROPIC_API_KEY: canaries.key } },
    says: ['fine', 'api-key', 'API key of the environment'],
  },
  {
    name: 'a token of the environment, which beats a key',
    env: { ANTHROPIC_AUTH_TOKEN: canaries.access, ANTHROPIC_API_KEY: canaries.key },
    says: ['fine', 'token', 'token of the environment'],
  },
  {
    name: 'a token for asking alone',
    env: { CLAUDE_CODE_OAUTH_TOKEN: canaries.access },
    says: ['fine', 'token', 'token of the environment'],
  },
  {
    name: 'a token that its settings set to nothing, so that the login counts',
    login: subscription(),
    settings: { env: { ANTHROPIC_AUTH_TOKEN: '' } },
    env: { ANTHROPIC_AUTH_TOKEN: canaries.access },
    says: ['fine', 'subscription', max],
  },
  { name: 'a helper', settings: { apiKeyHelper: 'exit 3' }, says: ['fine', 'helper', 'key from a helper program'] },
  {
    name: 'a key of the Console',
    account: { primaryApiKey: canaries.key },
    says: ['fine', 'managed-key', 'API key of the Console'],
  },
  { name: 'Bedrock', env: { CLAUDE_CODE_USE_BEDROCK: '1' }, says: ['fine', 'bedrock', 'Amazon Bedrock'] },
  { name: 'Vertex', env: { CLAUDE_CODE_USE_VERTEX: '1' }, says: ['fine', 'vertex', 'Google Vertex'] },
  { name: 'Foundry', env: { CLAUDE_CODE_USE_FOUNDRY: '1' }, says: ['fine', 'foundry', 'Microsoft Foundry'] },
  {
    name: 'Bedrock switched off by its own variable',
    login: subscription(),
    env: { CLAUDE_CODE_USE_BEDROCK: '0' },
    says: ['fine', 'subscription', max],
  },
  {
    name: 'a Mac without a file',
    platform: 'darwin',
    says: ['unknown', 'unknown', 'unknown: it may be in the keychain, which is not opened unasked'],
  },
];

describe('the login of Claude Code', () => {
  let home: ScratchHome;
  beforeEach(() => (home = new ScratchHome()));
  afterEach(() => home.dispose());

  const watchOf = (one: Pick<Case, 'env' | 'platform' | 'keychain'> = {}) => {
    const clock = createFakeClock(Date.now());
    const logger = createRecordingLogger();
    const port = createLoginFiles({
      find: () => Promise.resolve({ command: '/usr/bin/claude', args: [], version: '2.1.330', stamp: '' }),
      env: (name) => one.env?.[name],
      platform: one.platform ?? 'linux',
      home: home.folder,
      security: (args) => {
        one.keychain?.asked.push(args.join(' '));
        return Promise.resolve(one.keychain?.entry);
      },
    });
    const watch = new LoginWatch({ port: () => Promise.resolve(port), enabled: () => true, clock, durations, logger });
    const status = (): LoginStatus => {
      assert.ok(watch.current);
      const facts = { messages: [], hasAnsweredLately: false, pages: [], isOffline: false, isMarkedLost: false };
      return loginStatus({ ...facts, known: watch.current, tokenHost: watch.tokenHost.current });
    };
    return { watch, clock, logger, status };
  };

  /** A session of a process that lives, and something typed into it just now. */
  const useProgram = (): void => {
    mkdirSync(`${home.folder}/.claude/sessions`);
    home.write(`.claude/sessions/${process.pid}.json`, {});
    home.write('.claude/history.jsonl', '{}');
  };

  for (const one of cases) {
    it(`read from ${one.name} is “${one.says[2]}”, and every file is as it was`, async () => {
      if (one.login !== undefined) home.login(one.login);
      if (one.settings) home.write('.claude/settings.json', one.settings);
      if (one.account) home.write('.claude.json', one.account);
      const before = home.fingerprint();
      const { watch, logger, status } = watchOf(one);
      await watch.look();
      const found = status();
      const lamp = found.lamps.find(({ of }) => of === 'login');
      assert.deepEqual([found.state, found.kind, lamp?.text], one.says);
      assert.equal(found.toBeRenewed, one.renews ?? false);
      assert.equal(home.fingerprint(), before);
      watch.dispose();
      const said = JSON.stringify([found, watch, logger.lines]);
      for (const canary of Object.values(canaries)) assert.ok(!said.includes(canary), canary);
    });
  }

  it('is not lost but ended when its user logs out while somebody watches, and fine again with a fresh one', async () => {
    home.login(subscription());
    const { watch, status } = watchOf();
    await watch.look();
    home.logout();
    await watch.look();
    assert.deepEqual(
      [status().state, status().lamps[2]?.state, status().lamps[2]?.text],
      ['unknown', 'unknown', nobody],
    );
    assert.equal(watch.current?.isLost, false);
    home.login(subscription());
    await watch.look();
    assert.equal(status().state, 'fine');
    watch.dispose();
  });

  it('is looked at when its file changes, without anybody asking', async () => {
    home.login(subscription());
    const { watch, clock, status } = watchOf();
    await watch.look();
    const changed = new Promise<void>((resolve) => watch.onDidChange(() => resolve()));
    home.login(subscription(wiped));
    for (let tries = 0; tries < 100 && status().state !== 'lost'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await clock.advance(durations.loginRestMs);
    }
    await changed;
    assert.equal(status().state, 'lost');
    watch.dispose();
  });

  it('turns with time alone: past at its instant', async () => {
    home.login(subscription({ expiresAt: Date.now() + hour, refreshToken: '' }));
    const { watch, clock, status } = watchOf();
    await watch.look();
    assert.equal(status().state, 'fine');
    const changed = new Promise<void>((resolve) => watch.onDidChange(() => resolve()));
    await clock.advance(hour + 1);
    await changed;
    assert.equal(status().state, 'lost');
    watch.dispose();
  });

  it('on a Mac is unknown until the user allows a look into the keychain, which is then opened once', async () => {
    const entry = JSON.stringify(subscription({ expiresAt: Date.now() + hour }));
    const keychain = { entry, asked: [] as string[] };
    const { watch, clock, logger, status } = watchOf({ platform: 'darwin', keychain });
    await watch.look();
    assert.deepEqual([status().state, status().hidden, keychain.asked], ['unknown', true, []]);
    await watch.allowKeychain();
    const query = `find-generic-password -a ${userInfo().username} -w -s Claude Code-credentials`;
    assert.deepEqual(keychain.asked, [query]);
    assert.deepEqual([status().state, status().lamps[2]?.text], ['fine', max]);
    assert.equal(status().lamps[1]?.state, 'unknown', 'it was there before, and nobody has renewed it');
    const readAt = clockTime(clock.now());
    await clock.advance(hour);
    await watch.look();
    assert.deepEqual(
      [status().toBeRenewed, status().inKeychain, status().lamps[2]?.text],
      [true, true, `${max}, as the keychain said at ${readAt}`],
    );
    assert.equal(keychain.asked.length, 1);
    const said = JSON.stringify([status(), watch, logger.lines]);
    for (const canary of Object.values(canaries)) assert.ok(!said.includes(canary), canary);
    watch.dispose();
  });

  it('on a Mac, past as the keychain said it, shows no trouble of a login service that may have renewed it unseen', async () => {
    const keychain = { entry: JSON.stringify(subscription({ expiresAt: Date.now() - hour })), asked: [] as string[] };
    const { watch, clock, status } = watchOf({ platform: 'darwin', keychain });
    await watch.allowKeychain();
    useProgram();
    await clock.advance(hour);
    await watch.look();
    assert.equal(status().lamps[1]?.state, 'unknown');
    // Opened again, it is seen: and still past.
    await watch.allowKeychain();
    assert.equal(status().lamps[1]?.state, 'trouble');
    keychain.entry = JSON.stringify(subscription({ expiresAt: clock.now() + hour }));
    await watch.allowKeychain();
    assert.deepEqual([keychain.asked.length, status().lamps[2]?.text], [3, max]);
    watch.dispose();
  });

  it('on a Mac stays unknown where the user refuses, and has an entry of its own for another folder', async () => {
    const keychain = { asked: [] as string[] };
    const env = { CLAUDE_CONFIG_DIR: `${home.folder}/.claude` };
    const { watch, status } = watchOf({ platform: 'darwin', keychain, env });
    await watch.allowKeychain();
    assert.equal(status().state, 'unknown');
    assert.match(keychain.asked[0] ?? '', /Claude Code-credentials-[0-9a-f]{8}$/);
    watch.dispose();
  });

  it('left past by a program that is in use lights the lamp of the login service, and nothing else', async () => {
    home.login(subscription({ expiresAt: Date.now() - hour }));
    const { watch, status } = watchOf();
    await watch.look();
    const tokens = () => status().lamps.find(({ of }) => of === 'tokens');
    assert.equal(tokens()?.state, 'unknown', 'nobody uses it');
    useProgram();
    await watch.look();
    assert.deepEqual(
      [tokens()?.state, tokens()?.text],
      ['trouble', 'has not renewed the login although Claude Code is in use'],
    );
    assert.deepEqual([status().state, status().lamps[2]?.state], ['fine', 'ok']);
    watch.dispose();
  });
});
