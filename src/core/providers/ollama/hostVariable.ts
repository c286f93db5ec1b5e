/**
 * The address in `OLLAMA_HOST`, read as Ollama's own client reads it (`envconfig.Host` of 0.33): without a scheme port
 * 11434, with one the scheme's own, a port that is none the default. `undefined` where it is unset or no address.
 */
export function hostVariableAddress(value: string | undefined): string | undefined {
  const text = (value ?? '').trim().replace(/^["']+|["']+$/g, '');
  const [, scheme = 'http', hostAndPort = '', path = ''] = /^(?:(https?):\/\/)?([^/]*)(.*)$/i.exec(text) ?? [];
  if (text === '' || hostAndPort.includes('@')) return undefined;
  const port = text.includes('://') ? (scheme.toLowerCase() === 'https' ? 443 : 80) : 11_434;
  const [host, given] = splitPort(hostAndPort);
  const isPort = given !== undefined && /^\d{1,5}$/.test(given) && Number(given) <= 65_535;
  return `${scheme}://${host || '127.0.0.1'}:${isPort ? given : port}${path}`;
}

/**
 * What `OLLAMA_HOST` has to be for `ollama serve` to listen where it is looked for; `undefined` where it does so by itself, with
 * the variable as it is.
 */
export function hostToServe(origin: string, variable: string | undefined): string | undefined {
  const wanted = new URL(origin);
  const port = wanted.port || (wanted.protocol === 'https:' ? '443' : '80');
  const [, usualPort = '11434'] = /:(\d+)(?:\/.*)?$/.exec(hostVariableAddress(variable) ?? '') ?? [];
  return usualPort === port ? undefined : `${wanted.hostname}:${port}`;
}

/** Host and port; a bare IPv6 address has colons of its own and no port. */
function splitPort(text: string): readonly [host: string, port: string | undefined] {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!text.includes(']:') && bare.split(':').length > 2) return [`[${bare}]`, undefined];
  const at = text.lastIndexOf(':');
  return at > text.indexOf(']') ? [text.slice(0, at), text.slice(at + 1)] : [text, undefined];
}
