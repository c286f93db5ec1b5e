import type { EditorWindow } from '../rig/window';

/** What *Copy Diagnostics* puts on the clipboard: the snapshot and the last log lines. */
export async function copyDiagnostics({ workbench }: EditorWindow): Promise<string> {
  await workbench.runCommand('Understudy: Copy Diagnostics');
  const told = workbench.toast('Diagnostics copied');
  await told.waitFor();
  const text = await workbench.page.evaluate(() => navigator.clipboard.readText());
  await workbench.runCommand('Notifications: Clear All Notifications');
  await told.waitFor({ state: 'detached' });
  return text;
}

/** When the extension was activated in this window (epoch ms), by its own log. */
export async function activatedAt(window: EditorWindow): Promise<number> {
  const diagnostics = await copyDiagnostics(window);
  const stamp = /^(\S+) \[info\] extension\.activated/m.exec(diagnostics)?.[1];
  if (stamp === undefined) throw new Error(`The log does not say when the extension was activated:\n${diagnostics}`);
  return Date.parse(stamp);
}
