import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a step counted. A step writes it as JSON to the file named by `UNDERSTUDY_TALLY`. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Full titles of what failed. */
  readonly failures: readonly string[];
}

/** Nothing counted. */
export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** One thing that passed, failed or was left out. */
export function one(outcome: 'passed' | 'failed' | 'skipped', title: string): Tally {
  return { ...NOTHING, [outcome]: 1, failures: outcome === 'failed' ? [title] : [] };
}

/** The sum of two tallies. */
export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** The line every run ends with, and the form of every step's own line. */
export function toLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/**
 * Runs a program that counts and returns its tally.
 * One that ends without having written a tally, or badly without naming a failure, counts as one failure:
 * a killed extension host reports success otherwise.
 */
export async function tallied(
  step: string,
  work: (env: Readonly<Record<string, string>>) => Promise<number | null>,
): Promise<Tally> {
  const folder = await mkdtemp(path.join(tmpdir(), 'understudy-tally-'));
  const file = path.join(folder, 'tally.json');
  try {
    const code = await work({ UNDERSTUDY_TALLY: file });
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return one('failed', `${step}: ended with ${code} before its count was complete`);
    const tally = JSON.parse(text) as Tally;
    return code !== 0 && tally.failed === 0 ? add(tally, one('failed', `${step}: ended with ${code}`)) : tally;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
