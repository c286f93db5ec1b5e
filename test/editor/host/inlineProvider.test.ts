import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CompletionPipeline, type CompletionInput } from '../../../src/core/completions/pipeline';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import type { Settings } from '../../../src/core/settings/snapshot';
import { InlineProvider } from '../../../src/editor/completions/inlineProvider';

const enabled = {
  completionsEnabled: true,
  completionsDisabledLanguages: [],
} as unknown as Settings;

const found: Suggestion = {
  insertText: 'add(1, 2);',
  start: { line: 1, character: 0 },
  end: { line: 1, character: 14 },
  acceptedMark: 'mark',
} as unknown as Suggestion;

describe('the inline completion provider in front of a real document', () => {
  let document: vscode.TextDocument;
  let asked: { readonly input: CompletionInput; readonly signal: AbortSignal }[];
  let answer: Suggestion | undefined | Promise<Suggestion | undefined>;
  let shown: number;
  let provider: InlineProvider;

  before(async () => {
    const content = 'const a = 1;\r\nconst total = \r\n';
    document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  });
  beforeEach(() => {
    asked = [];
    answer = found;
    shown = 0;
    const pipeline = Object.assign(Object.create(CompletionPipeline.prototype) as CompletionPipeline, {
      provide: (input: CompletionInput, signal: AbortSignal) => {
        asked.push({ input, signal });
        return answer;
      },
    });
    provider = new InlineProvider(
      () => Promise.resolve(pipeline),
      () => enabled,
      () => (shown += 1),
      () => undefined,
    );
  });

  const end = new vscode.Position(1, 14);
  const typed: vscode.InlineCompletionContext = {
    triggerKind: vscode.InlineCompletionTriggerKind.Automatic,
    selectedCompletionInfo: undefined,
  };
  const provide = (token: vscode.CancellationToken, context = typed) =>
    provider.provideInlineCompletionItems(document, end, context, token);
  const live = (): vscode.CancellationToken => new vscode.CancellationTokenSource().token;

  it('gives an item with text, range and the mark of acceptance, and tells that something was shown', async () => {
    const [item] = (await provide(live())) ?? [];
    assert.equal(item?.insertText, 'add(1, 2);');
    assert.deepEqual(item.range, new vscode.Range(1, 0, 1, 14));
    assert.deepEqual(item.command?.arguments, ['mark']);
    assert.equal(shown, 1);
  });

  it('answers without a promise what is known already', async () => {
    await provide(live());
    assert.ok(Array.isArray(provide(live())));
  });

  it('reads the document line by line, the same whatever its line ends', async () => {
    await provide(live());
    const view = asked[0]?.input.view;
    assert.equal(view?.languageId, 'typescript');
    assert.equal(view.line(1), 'const total = ');
    assert.equal(asked[0]?.input.explicit, false);
  });

  it('says when the user asked for it, and what stands in the list of suggestions', async () => {
    const selectedCompletionInfo = { range: new vscode.Range(1, 14, 1, 14), text: 'add' };
    await provide(live(), { triggerKind: vscode.InlineCompletionTriggerKind.Invoke, selectedCompletionInfo });
    assert.equal(asked[0]?.input.explicit, true);
    assert.equal(asked[0]?.input.selected?.text, 'add');
  });

  it('takes the signal away when the editor loses interest, and lets go of the token at the end', async () => {
    await provide(live());
    const source = new vscode.CancellationTokenSource();
    const later = Promise.withResolvers<Suggestion | undefined>();
    answer = later.promise;
    const items = provide(source.token);
    assert.equal(asked[1]?.signal.aborted, false);
    source.cancel();
    assert.equal(asked[1]?.signal.aborted, true);
    later.resolve(undefined);
    assert.deepEqual(await items, []);
    assert.equal(shown, 1);
  });

  it('gives nothing while the pipeline cannot be loaded, tells it once, and tries again with the next call', async () => {
    const failures: unknown[] = [];
    let loads = 0;
    const broken = new InlineProvider(
      () => Promise.reject(new Error(`load ${(loads += 1)}`)),
      () => enabled,
      () => undefined,
      (error) => failures.push(error),
    );
    for (const _ of [1, 2]) {
      assert.equal(await broken.provideInlineCompletionItems(document, end, typed, live()), undefined);
    }
    assert.equal(loads, 2);
    assert.deepEqual(failures, [new Error('load 1')]);
  });

  it('asks nothing for a call that was cancelled while the pipeline was loading', async () => {
    const source = new vscode.CancellationTokenSource();
    const items = provide(source.token);
    source.cancel();
    assert.deepEqual(await items, []);
    assert.equal(asked.length, 0);
  });
});
