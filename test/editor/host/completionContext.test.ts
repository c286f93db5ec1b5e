import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Cancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { takeSnapshot, type Snapshot } from '../../../src/core/completions/snapshot';
import { EditorContext } from '../../../src/editor/completions/context/editorContext';
import { earlierCells, viewDocument } from '../../../src/editor/completions/documents';
import { systemClock } from '../../../src/platform/systemClock';
import { emptyWorkspace, workspaceFolder, writeFile } from './workspaceFiles';

const shape = [
  'export class Circle {',
  '  constructor(readonly radius: number) {}',
  '  area(): number {',
  '    return 3 * this.radius ** 2;',
  '  }',
  '}',
  'export function scale(circle: Circle, factor: number): Circle {',
  '  return new Circle(circle.radius * factor);',
  '}',
  '',
];

describe('what a real editor knows beside the file at hand', function () {
  this.timeout(30_000);
  let context: EditorContext;
  let registrations: vscode.Disposable[];
  let asked: string[];

  beforeEach(() => {
    asked = [];
    registrations = [];
    context = createContext(10_000);
  });
  afterEach(async () => {
    context.dispose();
    for (const registration of registrations) registration.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await emptyWorkspace();
  });

  const createContext = (giveUpMs: number): EditorContext =>
    new EditorContext({
      clock: systemClock,
      logger: silentLogger,
      mayRead: async (uri) => !uri.path.endsWith('secret.fake'),
      againMs: 0,
      giveUpMs,
    });
  const live = new AbortController().signal;
  const snapshotOf = (document: vscode.TextDocument): Snapshot => {
    const position = document.lineAt(document.lineCount - 1).range.end;
    const indentation = { tabSize: 2, insertSpaces: true };
    const snapshot = takeSnapshot({ view: viewDocument(document), position, indentation });
    assert.ok(typeof snapshot !== 'string');
    return snapshot;
  };
  const excerpts = (document: vscode.TextDocument) =>
    context.candidates(snapshotOf(document)).map((one) => ({ kind: one.kind, path: one.path, text: one.read() }));
  const show = async (name: string, text: string): Promise<vscode.TextEditor> =>
    vscode.window.showTextDocument(await writeFile(name, text), { preview: false });

  /** The outline of the editor asks about the file it shows, too. */
  const timesAsked = (name: string): number => asked.filter((one) => one === name).length;

  /** Providers of a language of our own: every import is defined in the file of its name, on the line where it is declared. */
  const provide = (symbols: () => Promise<vscode.DocumentSymbol[]>): void => {
    const selector = { pattern: '**/*.fake' };
    registrations.push(
      vscode.languages.registerDefinitionProvider(selector, {
        provideDefinition: (document, position) => {
          const name = document.getText(document.getWordRangeAtPosition(position));
          const file = name === 'hidden' ? 'secret.fake' : 'shape.fake';
          const line = shape.findIndex((text) => new RegExp(`\\b(?:class|function) ${name}\\b`).test(text));
          return new vscode.Location(
            vscode.Uri.joinPath(workspaceFolder(), file),
            new vscode.Position(Math.max(0, line), 0),
          );
        },
      }),
      vscode.languages.registerDocumentSymbolProvider(selector, {
        provideDocumentSymbols: (document) => {
          asked.push(document.uri.path.split('/').at(-1) ?? '');
          return symbols();
        },
      }),
    );
  };
  const symbol = (name: string, kind: vscode.SymbolKind, from: number, to: number): vscode.DocumentSymbol =>
    new vscode.DocumentSymbol(name, '', kind, new vscode.Range(from, 0, to, 1), new vscode.Range(from, 0, from, 1));
  const shapeSymbols = async (): Promise<vscode.DocumentSymbol[]> => {
    const circle = symbol('Circle', vscode.SymbolKind.Class, 0, 5);
    circle.children = [
      symbol('constructor', vscode.SymbolKind.Constructor, 1, 1),
      symbol('area', vscode.SymbolKind.Method, 2, 4),
    ];
    return [circle, symbol('scale', vscode.SymbolKind.Function, 6, 8)];
  };

  it('finds the signatures of what a file imports by the editor’s providers, without the bodies', async () => {
    await writeFile('shape.fake', shape.join('\n'));
    provide(shapeSymbols);
    const { document } = await show('a.fake', 'import { Circle, scale } from shape\n\nconst c = ');
    await context.prepare(snapshotOf(document), live);
    assert.deepEqual(excerpts(document), [
      {
        kind: 'signature',
        path: 'shape.fake',
        text: [
          'export class Circle',
          '  constructor(readonly radius: number) {}',
          '  area(): number',
          'export function scale(circle: Circle, factor: number): Circle',
        ].join('\n'),
      },
    ]);
  });

  it('asks no provider about a file that the ignore rules keep back', async () => {
    await writeFile('secret.fake', shape.join('\n'));
    await writeFile('shape.fake', shape.join('\n'));
    provide(shapeSymbols);
    const { document } = await show('a.fake', 'import { hidden, scale } from shape\n');
    await context.prepare(snapshotOf(document), live);
    assert.ok(asked.includes('shape.fake') && !asked.includes('secret.fake'), asked.join(' '));
    assert.deepEqual(
      excerpts(document).map(({ path }) => path),
      ['shape.fake'],
    );
  });

  it('gives a provider up that never answers, and a broken one breaks nothing', async () => {
    await writeFile('shape.fake', shape.join('\n'));
    provide(() => new Promise(() => undefined));
    context.dispose();
    context = createContext(500);
    const { document } = await show('a.fake', 'import { scale } from shape\n');
    assert.equal(await context.prepare(snapshotOf(document), live), false);
    assert.deepEqual(excerpts(document), []);
    for (const registration of registrations.splice(0)) registration.dispose();
    provide(() => Promise.reject(new Error('half-typed')));
    const other = await show('b.fake', 'import { scale } from shape\n');
    await context.prepare(snapshotOf(other.document), live);
    assert.deepEqual(
      excerpts(other.document).filter(({ kind }) => kind === 'signature'),
      [],
    );
  });

  it('has what a slow provider says for a later key, and asks it once for all that came meanwhile', async () => {
    await writeFile('shape.fake', shape.join('\n'));
    const slow = Promise.withResolvers<vscode.DocumentSymbol[]>();
    provide(() => slow.promise);
    const { document } = await show('slow.fake', "import { scale } from 'shape';\n");
    const key = new AbortController();
    const first = context.prepare(snapshotOf(document), key.signal);
    key.abort();
    await assert.rejects(first, Cancelled);
    const second = context.prepare(snapshotOf(document), live);
    slow.resolve(await shapeSymbols());
    assert.equal(await second, true);
    assert.deepEqual(
      excerpts(document).map(({ text }) => text),
      ['export function scale(circle: Circle, factor: number): Circle'],
    );
    assert.equal(timesAsked('shape.fake'), 1);
  });

  it('looks again once a file that is imported from has been edited, and not before', async () => {
    await writeFile('shape.fake', shape.join('\n'));
    provide(shapeSymbols);
    const { document } = await show('again.fake', "import { scale } from 'shape';\n");
    await context.prepare(snapshotOf(document), live);
    await context.prepare(snapshotOf(document), live);
    assert.equal(timesAsked('shape.fake'), 1);
    const source = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspaceFolder(), 'shape.fake'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(source.uri, source.lineAt(6).range, 'export function scale(circle: Circle): Circle {');
    await vscode.workspace.applyEdit(edit);
    await context.prepare(snapshotOf(document), live);
    const [signature] = excerpts(document).filter(({ kind }) => kind === 'signature');
    assert.equal(signature?.text, 'export function scale(circle: Circle): Circle');
    await source.save();
  });

  it('shows related files in tabs around their cursors, the last looked at first', async () => {
    const first = await show('first.ts', Array.from({ length: 100 }, (_, index) => `const v${index} = 1;`).join('\n'));
    first.selection = new vscode.Selection(60, 0, 60, 0);
    await show('notes.txt', 'nothing to do with code');
    await show('second.ts', 'const second = 2;');
    const { document } = await show('third.ts', 'const third = ');
    const found = excerpts(document);
    assert.deepEqual(
      found.map(({ kind, path }) => [kind, path]),
      [
        ['open-file', 'second.ts'],
        ['open-file', 'first.ts'],
      ],
    );
    assert.match(found[1]?.text ?? '', /^const v45 = 1;[\s\S]*const v74 = 1;$/);
  });

  it('shows where the user has edited lately in other files, and nothing of the file at hand', async () => {
    const edited = await show(
      'edited.ts',
      Array.from({ length: 100 }, (_, index) => `const v${index} = 1;`).join('\n'),
    );
    await edited.edit((edit) => edit.insert(new vscode.Position(50, 0), 'const fresh = 2;\n'));
    const { document } = await show('other.ts', 'const other = ');
    const recent = excerpts(document).filter(({ kind }) => kind === 'recent-edit');
    assert.equal(recent.length, 1);
    assert.match(recent[0]?.text ?? '', /^const v48 = 1;\nconst v49 = 1;\nconst fresh = 2;\nconst v50 = 1;/);
    await vscode.window.showTextDocument(edited.document);
    assert.deepEqual(
      excerpts(edited.document).filter(({ kind }) => kind === 'recent-edit'),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('reads a document of 10 000 lines without asking for its text', async () => {
    const content = Array.from({ length: 10_000 }, (_, index) => `const value${index} = compute(${index});`).join('\n');
    const real = await vscode.workspace.openTextDocument({ language: 'typescript', content });
    let lines = 0;
    const watched = Object.create(real, {
      getText: {
        value: () => {
          throw new Error('the whole document was read');
        },
      },
      lineAt: { value: (line: number) => ((lines += 1), real.lineAt(line)) },
    }) as vscode.TextDocument;
    const position = { line: 5_000, character: 10 };
    const snapshot = takeSnapshot({
      view: viewDocument(watched),
      position,
      indentation: { tabSize: 2, insertSpaces: true },
    });
    assert.ok(typeof snapshot !== 'string' && snapshot.prefix.length > 5_000);
    assert.ok(lines < 1_000, `${lines} lines read`);
  });

  it('knows the cells above a cell of a notebook, and the path of the notebook', async () => {
    const { Code, Markup } = vscode.NotebookCellKind;
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(Code, 'import math', 'python'),
        new vscode.NotebookCellData(Markup, '# Title', 'markdown'),
        new vscode.NotebookCellData(Code, 'math.', 'python'),
      ]),
    );
    const { document } = notebook.cellAt(2);
    const position = { line: 0, character: 5 };
    const snapshot = takeSnapshot({
      view: viewDocument(document),
      earlierCells: earlierCells(document),
      position,
      indentation: { tabSize: 4, insertSpaces: true },
    });
    assert.ok(typeof snapshot !== 'string');
    assert.equal(snapshot.prefix, 'import math\n\nmath.');
    assert.equal(snapshot.languageId, 'python');
    assert.ok(!snapshot.path.includes('/'), snapshot.path);
  });
});
