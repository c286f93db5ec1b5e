import * as vscode from 'vscode';
import { lazily } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { OutageHook } from '../../core/outages/log/outageHook';
import type { OutagesDeps } from './deps';
import { outageLogView } from './outageLogView';

/** The outage log of this window. */
export interface OutageRecording extends Disposable {
  /** Resolves when everything heard so far is on disk, or the disk has refused it. */
  flush(): Promise<void>;
}

/**
 * Begins to listen for outages and registers the command that shows their log. The log is loaded with the first ask, the
 * tab with the first look at it; one that was open before a reload is filled again.
 */
export function registerOutages(deps: OutagesDeps): OutageRecording {
  const store = new DisposableStore();
  const { engine, clock, logger } = deps;
  const recording = lazily(async () => {
    const [{ Recording }, folder] = await Promise.all([import('./recording'), deps.folder()]);
    return store.add(new Recording(deps, folder));
  });
  const tab = lazily(async () => {
    const [{ OutageTab }, written] = await Promise.all([import('./outageTab'), recording.get()]);
    return store.add(new OutageTab(deps, written));
  });
  const hook = store.add(
    new OutageHook({
      onNews: engine.onDidNoteAsk,
      onDidChangeHealth: engine.health.onDidChange,
      episode: (use) => engine.health.episode(use),
      onStatusPage: engine.pages.onDidChange,
      onDidChangeStatus: deps.onDidChangeStatus,
      clock,
      logger,
      load: async () => (await recording.get()).recorder,
    }),
  );
  store.add(vscode.commands.registerCommand('understudy.openOutageLog', async () => (await tab.get()).show()));
  store.add(
    vscode.window.registerWebviewPanelSerializer(outageLogView, {
      deserializeWebviewPanel: async (panel) => (await tab.get()).restore(panel),
    }),
  );
  return { flush: () => hook.flush(), dispose: () => store.dispose() };
}
