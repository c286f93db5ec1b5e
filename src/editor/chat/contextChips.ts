import * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import { createEmitter, type Emitter, type Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import type { IgnoreReason } from '../../core/chat/ignoreRules';
import type { ContextItem } from '../../core/contract/ask';
import type { ChipView } from '../../protocol/state';
import type { IgnoreGate } from '../ignore';
import { baseName, fileHead, fileItem, rangeHead, rangeItem, type ContextHead } from './contextItems';
import type { ProjectInstructions } from './instructions';
import { toChip } from './view';

/** The current file goes along by itself up to this length, in UTF-16 units; a longer one must be added by hand. */
const maxProposedChars = 60_000;
/** The longest file that can be added by hand, in bytes. */
const maxAddedBytes = 512 * 1024;

/** A selection counts as made when it has not moved for so long. */
const restMs = 120;

/** Documents the user writes in; output channels, search results and the like are not context. */
const proposedSchemes = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs']);

/** A file by its address or a text as it was when it was added. */
type Added =
  | { readonly t: 'file'; readonly uri: vscode.Uri }
  | { readonly t: 'item'; readonly uri: vscode.Uri; readonly item: ContextItem };

/** Something that goes along unless the user takes it away; its text is read only when it is sent. */
interface Proposal {
  readonly head: ContextHead;
  /** In UTF-16 units. */
  readonly chars: number;
  read(): ContextItem;
}

/** What goes along with the next question: the current file and selection, what the user added, the project's instructions. */
export class ContextChips implements Disposable {
  private readonly added = new Map<string, Added>();
  /** Chips the user took away; they stay away until a new chat begins. */
  private readonly refused = new Set<string>();
  private readonly changed: Emitter<void>;
  private stillness: Disposable | undefined;
  private toldIds = '';
  private readonly registrations: readonly Disposable[];

  constructor(
    private readonly ignore: IgnoreGate,
    private readonly instructions: ProjectInstructions,
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.changed = createEmitter(logger);
    const tell = (): void => this.changed.fire();
    this.registrations = [
      vscode.window.onDidChangeActiveTextEditor(tell),
      vscode.window.onDidChangeTextEditorSelection(() => this.tellWhenStill()),
      ignore.onDidChange(tell),
      instructions.onDidChange(tell),
      this.changed,
    ];
  }

  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** The chips as they stand above the text box. */
  get chips(): readonly ChipView[] {
    const added = [...this.added.values()].map((entry) => (entry.t === 'item' ? entry.item : fileHead(entry.uri)));
    const proposed = this.proposed().map(({ head }) => head);
    return [...this.activeInstructions(), ...added, ...proposed].map((head) => toChip(head, true));
  }

  /** What goes along with a question sent now. Everything is judged once more, and files are read afresh. */
  async collect(signal: AbortSignal): Promise<readonly ContextItem[]> {
    const items: ContextItem[] = [];
    for (const entry of this.added.values()) {
      const problem = await (entry.t === 'item'
        ? this.refusal(entry.uri, signal)
        : this.problemWith(entry.uri, signal));
      if (problem !== undefined) void vscode.window.showWarningMessage(problem);
      else if (entry.t === 'item') items.push(entry.item);
      else items.push({ ...fileItem(await vscode.workspace.openTextDocument(entry.uri)), pinned: true });
    }
    return [...items, ...this.proposed().map((proposal) => proposal.read())];
  }

  /** The instructions files that the user has not taken away. */
  activeInstructions(): readonly ContextItem[] {
    return this.instructions.items.filter((item) => !this.refused.has(item.id));
  }

  /** Adds a file by hand, or says why not. */
  async addFile(uri: vscode.Uri, signal: AbortSignal): Promise<void> {
    const problem = await this.problemWith(uri, signal);
    if (problem !== undefined) {
      void vscode.window.showWarningMessage(problem);
      return;
    }
    const { id } = fileHead(uri);
    this.refused.delete(id);
    this.added.set(id, { t: 'file', uri });
    this.changed.fire();
  }

  /** Adds a stretch of text as it is now, or says why not. */
  async addRange(document: vscode.TextDocument, range: vscode.Range, signal: AbortSignal): Promise<void> {
    const refusal = await this.refusal(document.uri, signal);
    if (refusal !== undefined) {
      void vscode.window.showWarningMessage(refusal);
      return;
    }
    const item = { ...rangeItem(document, range), pinned: true };
    this.refused.delete(item.id);
    this.added.set(item.id, { t: 'item', uri: document.uri, item });
    this.changed.fire();
  }

  /** Why a file may not go along even when the user asks for it, as a sentence; git-ignored files may. */
  async refusal(uri: vscode.Uri, signal: AbortSignal): Promise<string | undefined> {
    const verdict = await this.ignore.checkWhenReady(uri, signal);
    if (verdict.ok || verdict.why === 'git-ignored') return undefined;
    return refusalSentence(verdict.why, baseName(uri));
  }

  /** Whether something that went along before may do so again. What was added by hand may be git-ignored. Never rejects. */
  async mayGoAlong(item: ContextItem, signal: AbortSignal): Promise<boolean> {
    const uri = parseUri(item.uri);
    const verdict = uri && (await this.ignore.checkWhenReady(uri, signal));
    return verdict !== undefined && (verdict.ok || (verdict.why === 'git-ignored' && item.pinned === true));
  }

  /** Takes a chip away. */
  remove(id: string): void {
    if (!this.added.delete(id)) this.refused.add(id);
    this.changed.fire();
  }

  /** The question is on its way: what was added to it by hand is spent. */
  spend(): void {
    if (this.added.size === 0) return;
    this.added.clear();
    this.changed.fire();
  }

  /** A new chat begins with nothing taken away. */
  reset(): void {
    this.added.clear();
    this.refused.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.stillness?.dispose();
    for (const registration of this.registrations) registration.dispose();
  }

  /** Every key and every step of a drag moves the selection; the page is told once it rests, and only of other chips. */
  private tellWhenStill(): void {
    this.stillness?.dispose();
    this.stillness = this.clock.schedule(restMs, () => {
      const ids = this.proposed()
        .map(({ head }) => head.id)
        .join();
      if (ids === this.toldIds) return;
      this.toldIds = ids;
      this.changed.fire();
    });
  }

  private proposed(): readonly Proposal[] {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !proposedSchemes.has(editor.document.uri.scheme)) return [];
    const { document, selection } = editor;
    if (!this.ignore.check(document.uri).ok) return [];
    const end = document.lineAt(document.lineCount - 1).range.end;
    const whole: Proposal = {
      head: fileHead(document.uri),
      chars: document.offsetAt(end),
      read: () => fileItem(document),
    };
    const part: Proposal = {
      head: rangeHead(document.uri, selection),
      chars: document.offsetAt(selection.end) - document.offsetAt(selection.start),
      read: () => rangeItem(document, selection),
    };
    return [whole, part].filter(
      ({ head, chars }) =>
        chars > 0 && chars <= maxProposedChars && !this.refused.has(head.id) && !this.added.has(head.id),
    );
  }

  private async problemWith(uri: vscode.Uri, signal: AbortSignal): Promise<string | undefined> {
    const refusal = await this.refusal(uri, signal);
    if (refusal !== undefined) return refusal;
    try {
      if (uri.scheme !== 'untitled') {
        const stat = await vscode.workspace.fs.stat(uri);
        if (stat.size > maxAddedBytes) return t('{0} is too large to go along with a question.', baseName(uri));
      }
      await vscode.workspace.openTextDocument(uri);
      return undefined;
    } catch {
      // A folder, a binary file, a file that is gone: the editor's own words differ too much to be quoted.
      return t('{0} can’t be read as text.', baseName(uri));
    }
  }
}

function parseUri(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    // A stored conversation may have been written by hand; what names no file is not sent.
    return undefined;
  }
}

function refusalSentence(why: Exclude<IgnoreReason, 'git-ignored'>, name: string): string {
  switch (why) {
    case 'secret':
      return t('{0} was not added: files of this kind hold secrets and are never sent.', name);
    case 'ignored':
      return t('{0} was not added: the setting understudy.ignore excludes it.', name);
    case 'not-ready':
      return t('{0} was not added: the ignore rules of its folder can’t be read.', name);
  }
}
