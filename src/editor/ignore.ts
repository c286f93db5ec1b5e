import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';
import { createEmitter, type Emitter, type Event } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import {
  createPathJudge,
  judgeOutsidePath,
  type GitIgnoreFile,
  type IgnoreVerdict,
  type PathJudge,
} from '../core/chat/ignoreRules';
import { fileUriOf, savedUriOf } from './fileUri';

/** Answers whether a file may be read for an ask; the same for chat, completions and instructions. */
export interface IgnoreGate extends Disposable {
  /** The verdict on a file or a notebook's cell, now. `not-ready` until the rules of its folder are known: then nothing is sent. */
  check(document: vscode.Uri): IgnoreVerdict;
  /** The verdict once the rules are known. */
  checkWhenReady(document: vscode.Uri, signal: AbortSignal): Promise<IgnoreVerdict>;
  /** Verdicts may have changed; also when the rules of a folder are read for the first time. */
  readonly onDidChange: Event<void>;
  /** Rules that were known have changed, so that what was decided by them no longer counts. */
  readonly onDidChangeRules: Event<void>;
}

/** What the gate needs from outside. */
export interface IgnoreSources {
  /** `understudy.ignore`, united over scopes. */
  globs(): readonly string[];
  readonly onDidChangeSettings: Event<void>;
  readonly logger: Logger;
}

/** More `.gitignore` files than this in one folder are not looked for; beyond it the folder counts as unreadable. */
const maxGitIgnores = 500;

/** Creates the gate. Nothing is read before the first question about a folder. */
export function createIgnoreGate(sources: IgnoreSources): IgnoreGate {
  return new WorkspaceIgnoreGate(sources);
}

/** The rules of one workspace folder; no judge means they could not be read. */
type Loading = Promise<PathJudge | undefined>;

class WorkspaceIgnoreGate implements IgnoreGate {
  private readonly judges = new Map<string, PathJudge>();
  private readonly loading = new Map<string, Loading>();
  private readonly changed: Emitter<void>;
  private readonly rulesChanged: Emitter<void>;
  private readonly registrations: Disposable[];

  constructor(private readonly sources: IgnoreSources) {
    this.changed = createEmitter(sources.logger);
    this.rulesChanged = createEmitter(sources.logger);
    const watcher = vscode.workspace.createFileSystemWatcher('**/.gitignore');
    const forget = (): void => this.forget();
    this.registrations = [
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      sources.onDidChangeSettings(forget),
      this.changed,
      this.rulesChanged,
    ];
  }

  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  get onDidChangeRules(): Event<void> {
    return this.rulesChanged.event;
  }

  check(document: vscode.Uri): IgnoreVerdict {
    const uri = placeOf(document);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return this.judgeOutside(uri);
    const judge = this.judges.get(folder.uri.toString());
    if (judge) return judge(relativePath(folder, uri));
    void this.load(folder);
    return { ok: false, why: 'not-ready' };
  }

  async checkWhenReady(document: vscode.Uri, signal: AbortSignal): Promise<IgnoreVerdict> {
    const uri = placeOf(document);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return this.judgeOutside(uri);
    const judge = this.judges.get(folder.uri.toString()) ?? (await this.load(folder));
    if (!judge || signal.aborted) return { ok: false, why: 'not-ready' };
    return judge(relativePath(folder, uri));
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private judgeOutside(uri: vscode.Uri): IgnoreVerdict {
    return judgeOutsidePath(uri.path.replace(/^\/+(?:[a-z]:\/+)?/i, ''), this.sources.globs());
  }

  private load(folder: vscode.WorkspaceFolder): Loading {
    const key = folder.uri.toString();
    const known = this.loading.get(key);
    if (known) return known;
    const loading = this.compile(folder).then(
      (judge) => {
        // Something changed during the reading: what is read after the change counts.
        if (this.loading.get(key) !== loading) return this.load(folder);
        this.judges.set(key, judge);
        this.changed.fire();
        return judge;
      },
      (error: unknown) => {
        if (this.loading.get(key) === loading) this.loading.delete(key);
        this.sources.logger.warn('ignore.unreadable', { folder: folder.name, error: String(error) });
        return undefined;
      },
    );
    this.loading.set(key, loading);
    return loading;
  }

  private async compile(folder: vscode.WorkspaceFolder): Promise<PathJudge> {
    const found = await vscode.workspace.findFiles(
      new vscode.RelativePattern(folder, '**/.gitignore'),
      '**/node_modules/**',
      maxGitIgnores + 1,
    );
    if (found.length > maxGitIgnores) throw new Error(`more than ${maxGitIgnores} .gitignore files`);
    const gitIgnores = await Promise.all(
      found.map(async (uri): Promise<GitIgnoreFile> => {
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
        return { folder: relativePath(folder, vscode.Uri.joinPath(uri, '..')), text };
      }),
    );
    return createPathJudge({
      folderName: folder.uri.path.split('/').at(-1) ?? '',
      globs: this.sources.globs(),
      gitIgnores,
    });
  }

  private forget(): void {
    this.judges.clear();
    this.loading.clear();
    this.rulesChanged.fire();
    this.changed.fire();
  }
}

function placeOf(document: vscode.Uri): vscode.Uri {
  const { notebookDocuments, workspaceFolders = [] } = vscode.workspace;
  return savedUriOf(fileUriOf(document, notebookDocuments), workspaceFolders);
}

/** Slash-separated and relative to the folder; `''` for the folder itself. */
function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  return uri.path.slice(folder.uri.path.length).replace(/^\/+/, '');
}
