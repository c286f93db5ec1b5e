import { readFile } from 'node:fs/promises';

/** Where the server writes its log; what only the log shows is left out without it, loudly. */
export const serverLog = process.env['UNDERSTUDY_OLLAMA_LOG'];

/** An instant of the server's log; 0 without one. */
export async function logMark(): Promise<number> {
  return serverLog === undefined ? 0 : (await readFile(serverLog, 'utf8')).length;
}

/** What the server has written since. */
export async function logSince(mark: number): Promise<string> {
  return serverLog === undefined ? '' : (await readFile(serverLog, 'utf8')).slice(mark);
}

/** Leaves a test out, loudly, where there is no log to read. */
export function needsLog(context: Mocha.Context): void {
  if (serverLog !== undefined) return;
  console.log('    SKIPPED: UNDERSTUDY_OLLAMA_LOG names no log of the server');
  context.skip();
}
