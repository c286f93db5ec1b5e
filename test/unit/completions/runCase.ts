import { acceptanceMark } from '../../../src/core/completions/cursorFilter';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import type { FillRules } from '../../../src/core/completions/rules';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import { completionTimings } from '../../../src/core/completions/timings';
import type { CompletionCase } from '../../fixtures/completions/case';
import { settle } from '../../support/fakeClock';
import { createFakeRouter, createPorts, inputAt, snapshotAt } from './rig';

/** What became of a case. `shown` has LF line ends. */
export interface CaseOutcome {
  readonly asked: boolean;
  readonly shown?: string;
  readonly covers?: string;
  readonly item?: Suggestion;
}

/** Runs a case through the whole pipeline, the raw output cut into the chunks given; `rules` are those in force unless given. */
export async function runCase(
  row: CompletionCase,
  chunks: readonly string[] = [row.raw],
  rules?: FillRules,
): Promise<CaseOutcome> {
  const target = { provider: 'ollama', model: row.model ?? 'some-model', use: 'completion' as const };
  const router = createFakeRouter(target, { local: true, fim: row.kind === 'fim' ? 'suffix' : 'none' });
  const ports = {
    ...createPorts(router, target),
    mayRead: async () => row.editor?.isSecret !== true,
    ...(rules ? { rules } : {}),
  };
  const pipeline = new CompletionPipeline(ports);
  const input = inputFor(row);
  if (row.editor?.hasAccepted) {
    const { uri, prefix } = snapshotAt(row.document);
    pipeline.noteAccepted(acceptanceMark(uri, prefix));
  }
  const answer = pipeline.provide(input, new AbortController().signal);
  await ports.clock.advance(1_000);
  if (router.asked.length === 0) return { asked: false };
  router.last.text(...chunks);
  await settle();
  if (row.late === undefined) router.last.done(row.cutByLength ? 'length' : 'complete');
  else {
    await ports.clock.advance(completionTimings.hurryMs + 1);
    router.last.text(row.late);
    await settle();
    // A row whose answer was not ended by a rule ends here, with nothing.
    pipeline.dispose();
  }
  await settle();
  const item = await answer;
  pipeline.dispose();
  return item ? { asked: true, item, ...readItem(item, row) } : { asked: true };
}

function inputFor(row: CompletionCase): ReturnType<typeof inputAt> {
  const { editor = {} } = row;
  const input = inputAt(row.document, {
    languageId: row.language,
    eol: row.eol,
    scheme: editor.scheme,
    indentation: { tabSize: row.indent === undefined ? 2 : 4, insertSpaces: row.indent !== 'tabs' },
    explicit: row.explicit ?? false,
    cursors: editor.cursors ?? 1,
    earlierCells: (editor.earlierCells ?? []).map((text) => inputAt(text, { languageId: row.language }).view),
    enabled: editor.isEnabled ?? true,
  });
  if (!editor.selected) return input;
  const { line, character } = input.position;
  const start = { line, character: character - editor.selected.typed };
  return { ...input, selected: { text: editor.selected.text, start, end: input.position } };
}

/** The ghost text behind what the item's range begins with, and what it replaces right of the cursor. */
function readItem(item: Suggestion, row: CompletionCase): { shown: string; covers?: string } {
  const snapshot = snapshotOf(row);
  const covers = snapshot.lineSuffix.slice(0, item.end.character - snapshot.position.character);
  const shown = item.insertText.replaceAll('\r\n', '\n').slice(snapshot.head.length);
  return { shown, ...(covers === '' ? {} : { covers }) };
}

function snapshotOf(row: CompletionCase): ReturnType<typeof snapshotAt> {
  const { selected } = inputFor(row);
  return snapshotAt(row.document, { languageId: row.language, ...(selected ? { selected } : {}) });
}
