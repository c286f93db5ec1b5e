import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import { HistoryStore } from '../../core/chat/historyStore';
import { explainQuestion, fixQuestion } from '../../core/chat/prompts';
import { copyText, insertText, openLink } from './answerActions';
import { ChatController } from './chatController';
import { ChatSession } from './chatSession';
import { ChatView } from './chatView';
import { tellOfLateAnswer } from './lateAnswer';
import { contextAt, parsePlace } from './codeQuestions';
import { ContextChips } from './contextChips';
import type { IgnoreGate } from '../ignore';
import type { ChatDeps } from './deps';
import { ProjectInstructions } from './instructions';
import { pickFile } from './pickFile';
import type { ChatCommand } from './contribution';

/** The chat itself: its view and what its commands do. */
export interface Chat extends Disposable {
  /** Waits until every conversation is on disk. */
  flush(): Promise<void>;
  resolveWebviewView(view: vscode.WebviewView): void;
  readonly commands: Readonly<Record<ChatCommand, (...args: readonly unknown[]) => Promise<void>>>;
}

/** Wires the chat: view, session, chips and commands. */
export function createChat(deps: ChatDeps, ignore: IgnoreGate): Chat {
  const store = new DisposableStore();
  const ending = new AbortController();
  const { signal } = ending;
  const instructions = store.add(new ProjectInstructions(ignore, deps.logger));
  const chips = store.add(new ContextChips(ignore, instructions, deps.clock, deps.logger));
  const history = store.add(new HistoryStore(deps.files, deps.clock, deps.logger));
  const session = store.add(
    new ChatSession({
      history,
      clock: deps.clock,
      logger: deps.logger,
      newId: randomUUID,
      ask: (ask, stop) => deps.router.chat(ask, stop),
      firstChoice: () => deps.status().chat.pinned ?? deps.status().chat.first,
      mayGoAlong: (item) => chips.mayGoAlong(item, signal),
      waiting: deps.waiting,
      instructions: async () => {
        await instructions.ready();
        return chips.activeInstructions();
      },
    }),
  );
  const addFile = async (): Promise<void> => {
    const uri = await pickFile();
    if (uri) await chips.addFile(uri, signal);
  };
  const actions = { pickFile: addFile, copy: copyText, insert: insertText, openLink };
  const controller: ChatController = store.add(new ChatController(deps, session, chips, actions, () => view));
  const view: ChatView = new ChatView({
    extensionUri: deps.extensionUri,
    logger: deps.logger,
    receive: async (message) => {
      if (message.t === 'ready') void instructions.ready();
      await controller.receive(message);
    },
  });
  for (const changed of [chips.onDidChange, deps.onDidChangeStatus, deps.onDidChangeSetUp]) {
    store.add(changed(() => controller.refresh()));
  }
  store.add(
    session.onDidAnswerLate(({ conversation, answer }) => {
      if (view.isVisible && session.conversation.id === conversation) return;
      tellOfLateAnswer(answer, deps.resolved, async () => {
        await session.show(conversation);
        await view.reveal();
      });
    }),
  );

  const openChat = (): Promise<void> => view.reveal();
  const newChat = async (): Promise<void> => {
    await controller.newChat();
    await view.reveal();
  };
  const addToChat = async (uri: unknown): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    // The explorer hands over a file; the editor's menu hands over its own file, where a selection means more.
    const isOwnFile = !(uri instanceof vscode.Uri) || uri.toString() === editor?.document.uri.toString();
    if (isOwnFile && editor && !editor.selection.isEmpty)
      await chips.addRange(editor.document, editor.selection, signal);
    else if (uri instanceof vscode.Uri) await chips.addFile(uri, signal);
    else if (editor) await chips.addFile(editor.document.uri, signal);
    await view.reveal();
  };
  const askAbout = async (question: string, uri: unknown, range: unknown): Promise<void> => {
    const place = parsePlace(uri, range);
    if (!place) {
      void vscode.window.showInformationMessage(t('Open a file first: the question is about the code at the cursor.'));
      return;
    }
    const refusal = await chips.refusal(place.uri, signal);
    if (refusal !== undefined) {
      void vscode.window.showWarningMessage(refusal);
      return;
    }
    const context = await contextAt(place);
    await view.reveal();
    await controller.ask(question, context);
  };
  const commands: Chat['commands'] = {
    'understudy.openChat': openChat,
    'understudy.newChat': newChat,
    'understudy.addToChat': addToChat,
    'understudy.explain': (uri, range) => askAbout(explainQuestion(), uri, range),
    'understudy.fix': (uri, range) => askAbout(fixQuestion(), uri, range),
  };
  return {
    resolveWebviewView: (page) => view.resolveWebviewView(page),
    commands,
    flush: () => history.flush(),
    dispose: () => {
      ending.abort();
      store.dispose();
    },
  };
}
