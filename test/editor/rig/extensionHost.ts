import { readFileSync, readdirSync } from 'node:fs';

/**
 * Kills the extension hosts of one VS Code server as a crash would (SIGKILL) and returns their ids.
 * They are found by descent from the server, never by name: another clone's hosts live on.
 */
export function killExtensionHosts(serverPid: number): readonly number[] {
  const hosts = descendants(serverPid).filter((pid) => commandLine(pid).includes('--type=extensionHost'));
  for (const pid of hosts) process.kill(pid, 'SIGKILL');
  return hosts;
}

function descendants(pid: number): readonly number[] {
  return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

function children(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // It ended while we looked.
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
