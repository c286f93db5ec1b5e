import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { rehearsalChoices, wireOf, type RehearsalChoice } from '../../core/outages/rehearsal/rehearsalChoices';
import type { ResolvedProvider } from '../../core/providers/provider';
import { useName } from '../../core/status/words';
import { rehearsalSentence } from '../../core/status/rehearsalWords';
import type { DrillDeps } from './deps';
import { uses } from '../../core/contract/target';

type Choice<T> = vscode.QuickPickItem & { readonly value?: T };

const minuteMs = 60_000;
const minutes = [1, 5, 15] as const;

/** Asks whose outage, which fault and for how long, and begins; first offers to stop a rehearsal under way. */
export async function rehearse(deps: DrillDeps): Promise<void> {
  const { rehearsal, ui } = deps;
  if (rehearsal.current && !(await stopOrAnother(deps))) return;
  const provider = await pickProvider(deps);
  const wire = provider && wireOf(provider);
  if (!provider || !wire) return;
  const choice = await pickFault(provider);
  if (!choice) return;
  const duration = await pickDuration(provider, choice);
  if (!duration) return;
  const { forMs } = duration;
  await rehearsal.start({ ...choice, provider, wire, ...(forMs === undefined ? {} : { forMs }) });
  if (rehearsal.current)
    ui.tell('info', t('{0} Ask something and see what happens.', rehearsalSentence(rehearsal.current)), {
      label: t('Stop rehearsal'),
      run: () => rehearsal.stop(),
    });
}

/** True when another one is wanted. */
async function stopOrAnother({ rehearsal }: DrillDeps): Promise<boolean> {
  const { current } = rehearsal;
  if (!current) return true;
  const picked = await pick<'stop' | 'another'>(t('Rehearse outage'), rehearsalSentence(current), [
    { label: `$(debug-stop) ${t('Stop rehearsal')}`, detail: t('And read the report.'), value: 'stop' },
    {
      label: `$(beaker) ${t('Rehearse another outage')}`,
      detail: t('The one under way is stopped.'),
      value: 'another',
    },
  ]);
  if (picked === 'stop') rehearsal.stop();
  return picked === 'another';
}

async function pickProvider({ readiness, ui }: DrillDeps): Promise<ResolvedProvider | undefined> {
  const entries = uses.flatMap((use) => readiness.entries(use));
  const inUse = entries.filter(({ setUp, skipped }) => setUp && skipped === undefined);
  const usable = inUse.filter(({ provider }) => wireOf(provider));
  const programs = new Set(inUse.filter(({ provider }) => !wireOf(provider)).map(({ provider }) => provider.label));
  const ids = [...new Set(usable.map(({ provider }) => provider.id))];
  if (ids.length === 0) {
    ui.tell('problem', t('No provider is set up yet, so there is nothing that could fail.'));
    return undefined;
  }
  const choices = ids.flatMap((id): readonly Choice<ResolvedProvider>[] => {
    const own = usable.filter(({ provider }) => provider.id === id);
    const [entry] = own;
    if (!entry) return [];
    const models = own.map(({ target }) => `${useName(target.use)}: ${target.model}`).join(' · ');
    return [{ label: entry.provider.label, description: models, value: entry.provider }];
  });
  const others = [...programs].map((label) => ({
    label: `$(circle-slash) ${label}`,
    detail: t('Cannot be rehearsed: it is a program of its own, which this window only asks.'),
  }));
  const question = t('Whose outage? Nothing but this window is touched.');
  return pick(t('Rehearse outage (1 of 3)'), question, [...choices, ...others]);
}

async function pickFault(provider: ResolvedProvider): Promise<RehearsalChoice | undefined> {
  let heading = '';
  const choices = rehearsalChoices(provider).flatMap((choice): readonly Choice<RehearsalChoice>[] => {
    const { title, reason, detail } = choice;
    const item = { label: title, description: t('read as: {0}', reason), detail, value: choice };
    if (choice.heading === heading) return [item];
    heading = choice.heading;
    return [{ label: heading, kind: vscode.QuickPickItemKind.Separator }, item];
  });
  return pick(t('Rehearse outage (2 of 3)'), t('What happens to {0}?', provider.label), choices);
}

/** How long; `forMs` is absent where it is to be stopped by hand. */
async function pickDuration(
  provider: ResolvedProvider,
  { title }: RehearsalChoice,
): Promise<{ readonly forMs?: number } | undefined> {
  return pick<{ readonly forMs?: number }>(
    t('Rehearse outage (3 of 3)'),
    t('{0}: “{1}”, for how long?', provider.label, title),
    [
      ...minutes.map((count) => ({
        label: count === 1 ? t('1 minute') : t('{0} minutes', count),
        value: { forMs: count * minuteMs },
      })),
      { label: t('Until stopped'), detail: t('Or until the window closes.'), value: {} },
    ],
  );
}

async function pick<T>(title: string, placeHolder: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(choices, options))?.value;
}
