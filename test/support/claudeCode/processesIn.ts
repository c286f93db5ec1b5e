import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The ids of the processes whose home is this folder, whoever started them; none where the system has no `/proc`. */
export function processesIn(home: string): readonly number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`HOME=${home}\0`))
    .map(Number);
}

/**
 * Resolves when no process of this home is left: one that is still ending writes into a folder that was removed already. What
 * does not end within ten seconds is ended.
 */
export async function endedIn(home: string): Promise<void> {
  for (let tries = 0; processesIn(home).length > 0; tries += 1) {
    if (tries === 200) for (const pid of processesIn(home)) kill(pid);
    if (tries === 240) throw new Error('A process of Claude Code could not be ended.');
    await sleep(50);
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Ended meanwhile, or another user's.
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended meanwhile.
  }
}
