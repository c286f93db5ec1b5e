import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { checkReadiness as check } from '../../core/outages/readiness/readinessCheck';
import type { ReadinessFacts } from '../../core/outages/readiness/readinessFacts';
import type { SnapshotEntry } from '../../core/status/snapshot';
import { useName } from '../../core/status/words';
import type { DrillDeps } from './deps';
import { uses } from '../../core/contract/target';

/**
 * Says what will be sent and what it costs, and checks with progress and a way to stop. `undefined` when the user does not
 * want to or stops it.
 */
export async function checkReadiness({ readiness, ui }: DrillDeps): Promise<ReadinessFacts | undefined> {
  const clouds = uses
    .flatMap((use) => readiness.entries(use))
    .filter((entry) => !entry.provider.local && entry.skipped === undefined);
  if (clouds.length > 0 && !(await mayAsk(clouds))) return undefined;
  return ui.progress(t('Checking readiness'), (signal, say) => check(readiness, signal, say));
}

async function mayAsk(clouds: readonly SnapshotEntry[]): Promise<boolean> {
  const names = clouds.map(({ target, provider }) => `${useName(target.use)}: ${provider.label} ${target.model}`);
  const go = t('Check now');
  const detail = t(
    'Each target on both routes is asked for one word, local models too. These are clouds, and each request costs a few tokens:\n\n{0}\n\nNone of your code is sent.',
    names.join('\n'),
  );
  const chosen = await vscode.window.showInformationMessage(
    t('Check whether somebody answers, whatever fails next?'),
    { modal: true, detail },
    go,
  );
  return chosen === go;
}
