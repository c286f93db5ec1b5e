import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { createEmitter, type Emitter, type Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import type { ContextItem } from '../../core/contract/ask';
import type { IgnoreGate } from '../ignore';
import { contextId, pathOf } from './contextItems';

/** Where projects keep what an assistant should know, in the root of each workspace folder. */
const instructionPaths = ['CLAUDE.md', 'AGENTS.md', '.github/copilot-instructions.md'] as const;

/** What is read of one file, in bytes; the rest is left out. */
const maxBytes = 32 * 1024;

/**
 * The instructions of the open project. Read only in trusted workspaces, since whoever wrote them speaks to the model in
 * the user's name; read again when a file, the folders or the trust change.
 */
export class ProjectInstructions implements Disposable {
  private found: readonly ContextItem[] = [];
  private reading: Promise<void> | undefined;
  private readonly changed: Emitter<void>;
  private readonly registrations = new DisposableStore();
  private readonly watchers = new Map<string, Disposable>();

  constructor(
    private readonly ignore: IgnoreGate,
    private readonly logger: Logger,
  ) {
    this.changed = createEmitter(logger);
    const again = (): void => {
      this.watchFolders();
      if (this.reading) this.renew();
    };
    this.registrations.add(this.changed);
    this.registrations.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    this.registrations.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
    this.watchFolders();
  }

  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** What was read last; empty until `ready` was called once. */
  get items(): readonly ContextItem[] {
    return this.found;
  }

  /** Waits for the reading under way; the first call begins it. Never rejects. */
  ready(): Promise<void> {
    return (this.reading ??= this.read());
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.registrations.dispose();
  }

  private renew(): void {
    this.reading = this.read();
  }

  private async read(): Promise<void> {
    const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    const uris = folders.flatMap(({ uri }) => instructionPaths.map((path) => vscode.Uri.joinPath(uri, path)));
    const read = await Promise.all(uris.map((uri) => this.readOne(uri)));
    // One file under two names, as a link or a copy, is told once.
    this.found = read
      .filter((item) => item !== undefined)
      .filter((item, index, all) => all.findIndex((other) => other.text === item.text) === index);
    this.changed.fire();
  }

  private async readOne(uri: vscode.Uri): Promise<ContextItem | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      const verdict = await this.ignore.checkWhenReady(uri, new AbortController().signal);
      if (!verdict.ok) return undefined;
      const text = new TextDecoder().decode(bytes.subarray(0, maxBytes)).replaceAll('\r\n', '\n').trim();
      if (text === '') return undefined;
      const path = pathOf(uri);
      return {
        id: contextId('instructions', uri.toString()),
        kind: 'instructions',
        label: path,
        path,
        uri: uri.toString(),
        text,
      };
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
      this.logger.warn('chat.instructionsUnreadable', { path: pathOf(uri), error: String(error) });
      return undefined;
    }
  }

  private watchFolders(): void {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const wanted = new Set(folders.map(({ uri }) => uri.toString()));
    for (const [key, watcher] of this.watchers) {
      if (wanted.has(key)) continue;
      watcher.dispose();
      this.watchers.delete(key);
    }
    for (const folder of folders) {
      const key = folder.uri.toString();
      if (this.watchers.has(key)) continue;
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, `{${instructionPaths.join(',')}}`),
      );
      const again = (): void => {
        if (this.reading) this.renew();
      };
      const store = new DisposableStore();
      store.add(watcher);
      store.add(watcher.onDidCreate(again));
      store.add(watcher.onDidChange(again));
      store.add(watcher.onDidDelete(again));
      this.watchers.set(key, store);
    }
  }
}
