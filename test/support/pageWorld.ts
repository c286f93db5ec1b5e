import type { StatusPageChange } from '../../src/core/health/statusPageWatch';
import { StatusPages } from '../../src/core/health/statusPages';
import type { ResolvedProvider } from '../../src/core/providers/provider';
import { claudeApiPage, claudeCodePage, openaiPage } from '../../src/core/providers/rows/statusPages';
import { durations } from '../../src/core/routing/durations';
import type { SnapshotEntry } from '../../src/core/status/snapshot';
import { createFakeClock } from './fakeClock';
import { resolvedProvider } from './providerRows';
import { createRecordingLogger } from './recordingLogger';

/** One request to a page as it left. */
export interface PageRequest {
  readonly url: string;
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  aborted: boolean;
}

/** How an address answers: with a response made anew each time, or never. */
export type PageReply = (() => Response) | 'never' | 'refused';

/** A page as text with its tag. */
export function shows(text: string, etag = 'W/"1"'): PageReply {
  return () => new Response(text, { status: 200, headers: { 'content-type': 'application/json', etag } });
}

/** An answer with a status and nothing to read. */
export function answers(status: number, headers: Record<string, string> = {}): PageReply {
  return () => new Response(status === 304 ? null : '<html></html>', { status, headers });
}

/** The watch on status pages on a fake clock, its needs and the answers of the addresses in the hands of the test. */
export function createPageWorld(start?: number) {
  const clock = createFakeClock(start);
  const logger = createRecordingLogger();
  const requests: PageRequest[] = [];
  const replies = new Map<string, PageReply>();
  const world = {
    clock,
    logger,
    requests,
    replies,
    claude: resolvedProvider('claude', { label: 'Claude', statusPage: claudeApiPage }),
    code: resolvedProvider('claude-code', { label: 'Claude Code', statusPage: claudeCodePage }),
    openai: resolvedProvider('openai', { label: 'OpenAI', statusPage: openaiPage }),
    enabled: true,
    /** Whose trouble is only played. */
    rehearsed: undefined as ResolvedProvider | undefined,
    mayReach: (_url: string): boolean => true,
    /** Between 0 and 1. */
    chance: 0.5,
    /** Providers in trouble, and those of the route that are not. */
    trouble: [] as readonly ResolvedProvider[],
    others: [] as readonly ResolvedProvider[],
    changes: [] as StatusPageChange[],
    /** The instants of the requests, in seconds since the start. */
    seconds: (): readonly number[] => requests.map(({ at }) => Math.round((at - begun) / 100) / 10),
    /** Trouble begins or ends. */
    troubled: async (...providers: readonly ResolvedProvider[]): Promise<void> => {
      world.trouble = providers;
      pages.update();
      await clock.advance(0);
    },
  };
  const begun = clock.now();
  const entryOf = (provider: ResolvedProvider): SnapshotEntry => ({
    provider,
    target: { provider: provider.id, model: `${provider.id}-model`, use: 'chat' },
    setUp: true,
    health: { state: world.trouble.includes(provider) ? 'open' : 'closed', slow: false },
  });
  const pages = new StatusPages({
    enabled: () => world.enabled,
    uses: () => [{ entries: [...world.trouble, ...world.others].map(entryOf) }],
    isRehearsed: (id) => world.rehearsed?.id === id,
    mayReach: (url) => world.mayReach(url),
    fetch: (url, init) => {
      const headers: Record<string, string> = {};
      new Headers(init?.headers).forEach((value, name) => (headers[name] = value));
      const request: PageRequest = { url, at: clock.now(), headers, aborted: false };
      requests.push(request);
      const reply = replies.get(url) ?? 'refused';
      init?.signal?.addEventListener('abort', () => (request.aborted = true), { once: true });
      if (reply === 'refused') return Promise.reject(new TypeError('fetch failed'));
      if (reply !== 'never') return Promise.resolve(reply());
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    },
    clock,
    random: () => world.chance,
    durations,
    logger,
  });
  pages.onDidChange((change) => world.changes.push(change));
  return Object.assign(world, { pages });
}
