/** Whether a host name is this machine. `0.0.0.0` is what servers listen on; as an address it means loopback. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    name === '::' ||
    name === '0.0.0.0' ||
    /^127\.\d+\.\d+\.\d+$/.test(name) ||
    /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(name)
  );
}

/** Whether an origin is this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  const url = parseUrl(origin);
  return url !== undefined && isLoopbackHost(url.hostname);
}

/**
 * Whether an origin counts as local: loopback, or named in `understudy.privateHosts`. An entry with a scheme must equal the
 * origin; one without a scheme must equal host and port.
 */
export function isLocalOrigin(origin: string, privateHosts: readonly string[]): boolean {
  const url = parseUrl(origin);
  if (!url) return false;
  if (isLoopbackHost(url.hostname)) return true;
  return privateHosts.some((entry) => {
    if (entry.includes('://')) return parseUrl(entry)?.origin === url.origin;
    return entry.toLowerCase() === url.host || parseUrl(`${url.protocol}//${entry}`)?.origin === url.origin;
  });
}

/** A parsed http(s) URL, or undefined for anything else. */
export function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}
