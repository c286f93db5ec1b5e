import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Tokens that must never be seen again outside the files they are written to. */
export const canaries = {
  access: 'CANARY-access-41f7',
  refresh: 'CANARY-refresh-9c02',
  key: 'CANARY-key-77aa',
} as const;

/** A subscription's login as Claude Code writes it (`claude-code.md` §B.3). */
export function subscription(more: Readonly<Record<string, unknown>> = {}): object {
  return {
    claudeAiOauth: {
      accessToken: canaries.access,
      refreshToken: canaries.refresh,
      expiresAt: Date.now() + 3_600_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
      rateLimitTier: 'default_claude_max_20x',
      ...more,
    },
  };
}

/** A login that was refused: what Claude Code leaves of it. */
export const wiped = { accessToken: '', refreshToken: '', expiresAt: 0 } as const;

/** A home of its own for Claude Code, thrown away afterwards. */
export class ScratchHome {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'understudy-home-'));

  constructor() {
    mkdirSync(path.join(this.folder, '.claude'));
  }

  /** Writes a file below the home; what is not text becomes JSON. */
  write(name: string, content: object | string): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path.join(this.folder, name), text, { mode: 0o600 });
  }

  /** Writes the login. */
  login(content: object | string): void {
    this.write('.claude/.credentials.json', content);
  }

  /** Logs out as `claude auth logout` does (2.1.330): the file is gone. */
  logout(): void {
    rmSync(path.join(this.folder, '.claude/.credentials.json'));
  }

  /** The login as it stands there. */
  get loginText(): string {
    return readFileSync(path.join(this.folder, '.claude/.credentials.json'), 'utf8');
  }

  /** Every file with its bytes and the time it was written, as one text to be compared. */
  fingerprint(): string {
    const names = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).toSorted();
    return names
      .map((name) => {
        const file = path.join(this.folder, name);
        const { mtimeMs, mode } = statSync(file);
        if (statSync(file).isDirectory()) return `${name} ${mode}`;
        return `${name} ${mode} ${mtimeMs} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
      })
      .join('\n');
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
