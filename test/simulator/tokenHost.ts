import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readRequest } from './readBody';
import { serviceById } from './services';

/** The name that Claude Code asks beside the address of the messages (`claude-code.md` §A.2). */
export const tokenHosts = ['platform.claude.com'] as const;

/** How the host that renews logins is: it renews, refuses for good (`invalid_grant`), is broken, or accepts and says nothing; `slow`: it renews after a second and a half, which is long enough to be interrupted. */
export type TokenHostMood = 'renews' | 'refuses' | 'broken' | 'silent' | 'slow';

/** Plays `POST https://platform.claude.com/v1/oauth/token`; whatever else is asked there is noted and not found. */
export class TokenHost {
  mood: TokenHostMood = 'renews';
  /** How often a login was to be renewed. */
  renewals = 0;
  /** Everything that was asked, as `method host path`. */
  readonly asked: string[] = [];

  /** Serves one request; never rejects. */
  async serve(host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, path } = await readRequest(request).catch(() => ({ method: '', path: '' }));
    this.asked.push(`${method} ${host} ${path}`);
    if (method !== 'POST' || path !== '/v1/oauth/token') return this.say(response, 404, { error: 'not_found' });
    this.renewals += 1;
    if (this.mood === 'slow') await wait(1_500);
    switch (this.mood) {
      case 'slow':
      case 'renews':
        return this.say(response, 200, {
          token_type: 'Bearer',
          access_token: serviceById('claude').key,
          refresh_token: 'renewed-refresh-token',
          expires_in: 28_800,
          scope: 'user:inference user:profile',
        });
      case 'refuses':
        return this.say(response, 400, {
          error: 'invalid_grant',
          error_description: 'Refresh token not found or invalid',
        });
      case 'broken':
        return this.say(response, 500, { error: 'server_error' });
      case 'silent':
    }
  }

  /** Back to the beginning. */
  reset(): void {
    this.mood = 'renews';
    this.renewals = 0;
    this.asked.length = 0;
  }

  private say(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}
