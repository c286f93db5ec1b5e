import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { summaryOfClaude, summaryOfOpenai, type PageMood } from './statusSummaries';

/** The pages that are played; OpenAI's in the shape of incident.io. */
export type PageId = 'claude' | 'openai';

/** An address of a page: its own, or the one at the company that hosts it. */
export type PageDoor = 'first' | 'second';

/**
 * How a page fails: the 405 of `providers.md` §5.1, a web page, an error of its own, a limit of one request in two minutes,
 * no answer at all.
 */
export type PageFailure = 'challenge' | 'html' | 'down' | 'limited' | 'silent';

/** What a page shows, and whether it fails. */
export interface PageState {
  readonly mood: PageMood;
  /** The model that an incident names. */
  readonly model: string;
  readonly failure: PageFailure | 'none';
  /** Where it fails; the real challenge stood before the first address only. */
  readonly failsAt: 'every' | PageDoor;
}

/**
 * Names under which the forward proxy finds the pages; the real ones too, because a provider's row names them and no setting
 * moves them.
 */
export const pageHosts: Readonly<Record<string, readonly [PageId, PageDoor]>> = {
  'status.claude.com': ['claude', 'first'],
  'anthropic.statuspage.io': ['claude', 'second'],
  'status.claude.test': ['claude', 'first'],
  'anthropic.statuspage.test': ['claude', 'second'],
  'status.openai.com': ['openai', 'first'],
  'status.openai.test': ['openai', 'first'],
};

const fine: PageState = { mood: 'fine', model: 'Claude Sonnet 5.5', failure: 'none', failsAt: 'every' };

/** How often a page was asked, by address, and how many of the answers were 304. */
export interface PageCount {
  requests: number;
  unchanged: number;
  first: number;
  second: number;
}

/** Status pages with `ETag` and `If-None-Match` (`providers.md` §5). */
export class StatusPages {
  readonly counts: Record<PageId, PageCount> = freshCounts();
  private states = new Map<PageId, { readonly state: PageState; readonly since: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Changes what a page shows. */
  set(page: PageId, state: Partial<PageState>): void {
    this.states.set(page, { state: { ...this.stateOf(page), ...state }, since: this.now() });
  }

  stateOf(page: PageId): PageState {
    return this.shown(page).state;
  }

  reset(): void {
    this.states.clear();
    Object.assign(this.counts, freshCounts());
  }

  /** Serves `/api/v2/summary.json` and its siblings. */
  serve(page: PageId, door: PageDoor, path: string, request: IncomingMessage, response: ServerResponse): void {
    const { state, since } = this.shown(page);
    this.counts[page].requests += 1;
    this.counts[page][door] += 1;
    if (state.failure !== 'none' && (state.failsAt === 'every' || state.failsAt === door)) {
      fail(state.failure, response);
      return;
    }
    const { mood, model } = state;
    const summary = page === 'claude' ? summaryOfClaude(mood, model, since) : summaryOfOpenai(mood, since);
    const body = partOf(summary, path);
    if (body === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
      return;
    }
    this.send(page, JSON.stringify(body), request, response);
  }

  /** A page that nobody has touched yet keeps its instants too, or it would never be unchanged. */
  private shown(page: PageId): { readonly state: PageState; readonly since: number } {
    const known = this.states.get(page) ?? { state: fine, since: this.now() };
    this.states.set(page, known);
    return known;
  }

  private send(page: PageId, text: string, request: IncomingMessage, response: ServerResponse): void {
    const etag = `W/"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
    const headers = {
      etag,
      'cache-control': 'max-age=0, private, must-revalidate',
      'access-control-allow-origin': '*',
    };
    if (request.headers['if-none-match'] === etag) {
      this.counts[page].unchanged += 1;
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' }).end(text);
  }
}

function fail(failure: PageFailure, response: ServerResponse): void {
  const html = { 'content-type': 'text/html' };
  switch (failure) {
    case 'challenge':
      response.writeHead(405, { ...html, 'x-amzn-waf-action': 'challenge', server: 'CloudFront' }).end('<html></html>');
      break;
    case 'html':
      response.writeHead(200, html).end('<!DOCTYPE html><title>Status</title>');
      break;
    case 'down':
      response.writeHead(503, html).end('<h1>Service Unavailable</h1>');
      break;
    case 'limited':
      response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '120' })
        .end('{"error":"slow down"}');
      break;
    case 'silent':
      break;
  }
}

function freshCounts(): Record<PageId, PageCount> {
  const none = { requests: 0, unchanged: 0, first: 0, second: 0 };
  return { claude: { ...none }, openai: { ...none } };
}

function partOf(summary: Readonly<Record<string, unknown>>, path: string): unknown {
  const { page } = summary;
  switch (path) {
    case '/api/v2/summary.json':
      return summary;
    case '/api/v2/status.json':
      return { page, status: summary['status'] };
    case '/api/v2/components.json':
      return { page, components: summary['components'] };
    case '/api/v2/incidents/unresolved.json':
      return summary['scheduled_maintenances'] === undefined ? undefined : { page, incidents: summary['incidents'] };
    default:
      return undefined;
  }
}
