/** What a link in an answer may open. */
export type Link =
  | { readonly t: 'web'; readonly url: string }
  /** A path as written, to be found inside the workspace; `line` is 1-based. */
  | { readonly t: 'file'; readonly path: string; readonly line?: number };

/**
 * Reads a link that a model wrote. Only http and https leave the editor; anything else must be a path. Commands, other
 * schemes and paths that climb out are nothing.
 */
export function parseLink(href: string): Link | undefined {
  const text = href.trim();
  // One letter is a drive, and a name with a dot before the colon is `file.ts:12`.
  const scheme = /^([a-z][a-z0-9+-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return parseWeb(text);
  if (scheme !== undefined && scheme !== 'file') return undefined;
  const found = /^(?:file:\/\/)?([^#?]+?)(?:#L?(\d+).*|:(\d+)(?::\d+)?)?$/.exec(text);
  const path = decoded(found?.[1]);
  if (path === undefined || path.includes('\0') || path.split(/[/\\]/).includes('..')) return undefined;
  const line = Number(found?.[2] ?? found?.[3]);
  return { t: 'file', path: path.replaceAll('\\', '/'), ...(line > 0 ? { line } : {}) };
}

function parseWeb(text: string): Link | undefined {
  try {
    const url = new URL(text);
    // A name before an @ is how a link shows one host and opens another.
    return url.username === '' && url.password === '' ? { t: 'web', url: url.href } : undefined;
  } catch {
    return undefined;
  }
}

function decoded(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
