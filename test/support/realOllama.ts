/** The address of the real Ollama that `OLLAMA_HOST` names, if it answers. Tests with a real server run where it does. */
export async function findRealOllama(): Promise<string | undefined> {
  const host = process.env['OLLAMA_HOST'];
  if (!host) return undefined;
  const baseUrl = host.includes('://') ? host : `http://${host}`;
  const response = await fetch(new URL('/api/version', baseUrl), { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  return response?.ok === true ? baseUrl : undefined;
}
