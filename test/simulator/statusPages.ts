import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { summaryOfClaude, summaryOfOpenai, type PageMood } from './statusSummaries';

/** The pages that are played. */
export type PageId = 'claude' | 'openai';

/** What a page shows, or how it fails: `challenge` is the 405 of `providers.md` §5.1, `html` a page that is no JSON. */
export interface PageState {
  readonly mood: PageMood | 'challenge' | 'html';
  /** The model that an incident names. */
  readonly model: string;
}

/**
 * Names under which the forward proxy finds the pages; the real one of Claude too, because a provider's row names it and no
 * setting moves it.
 */
export const pageHosts: Readonly<Record<string, PageId>> = {
  'status.claude.com': 'claude',
  'status.claude.test': 'claude',
  'anthropic.statuspage.test': 'claude',
  'status.openai.test': 'openai',
};

const fine: PageState = { mood: 'fine', model: 'Claude Sonnet 5.5' };

/** Status pages with `ETag` and `If-None-Match` (`providers.md` §5). */
export class StatusPages {
  /** Requests by page, and how many of them were answered with 304. */
  readonly counts: Record<PageId, { requests: number; unchanged: number }> = freshCounts();
  private states = new Map<PageId, PageState>();

  /** Changes what a page shows. */
  set(page: PageId, state: Partial<PageState>): void {
    this.states.set(page, { ...this.stateOf(page), ...state });
  }

  stateOf(page: PageId): PageState {
    return this.states.get(page) ?? fine;
  }

  reset(): void {
    this.states.clear();
    Object.assign(this.counts, freshCounts());
  }

  /** Serves `/api/v2/summary.json` and its siblings. */
  serve(page: PageId, path: string, request: IncomingMessage, response: ServerResponse): void {
    const { mood, model } = this.stateOf(page);
    this.counts[page].requests += 1;
    if (mood === 'challenge') {
      response
        .writeHead(405, { 'x-amzn-waf-action': 'challenge', 'content-type': 'text/html', server: 'CloudFront' })
        .end('<html></html>');
      return;
    }
    if (mood === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Status</title>');
      return;
    }
    const summary = page === 'claude' ? summaryOfClaude(mood, model) : summaryOfOpenai(mood);
    const body = partOf(summary, path);
    if (body === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
      return;
    }
    this.send(page, JSON.stringify(body), request, response);
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

function freshCounts(): Record<PageId, { requests: number; unchanged: number }> {
  return { claude: { requests: 0, unchanged: 0 }, openai: { requests: 0, unchanged: 0 } };
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
