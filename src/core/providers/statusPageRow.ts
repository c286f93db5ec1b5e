/** A part of a service as its status page lists it. */
export interface StatusPageComponent {
  /** Pages rename their parts and keep the ids. */
  readonly id?: string;
  /** Finds the part where its id is not known or no longer there. */
  readonly name: RegExp;
}

/** Where a service tells how it is, as data of a provider's row (`providers.md` §5). */
export interface StatusPageRow {
  /** Where a person reads it. */
  readonly url: string;
  /** Addresses of `summary.json`; one is tried when those before it cannot be read. Empty where programs are given none. */
  readonly feeds: readonly string[];
  /** What the feed must name itself by, where that is known: anything else is not this page. */
  readonly pageId?: string;
  /** The parts this provider depends on. */
  readonly components: readonly StatusPageComponent[];
  /** A model as titles of incidents write it; global. */
  readonly models: RegExp;
}

/** The address that stands for the page where only its being there matters. */
export function statusPageAddress(page: StatusPageRow): string {
  return page.feeds[0] ?? page.url;
}
