import type { AnswerView, PageState } from './state';

/**
 * From the extension to the page. `state` is the whole page and may be sent at any time; `answer` replaces one answer, or
 * adds it when its id is new, and says whether the host is busy; `append` adds text to an answer's last segment and is
 * ignored for an unknown id. `setDraft` replaces what is in the text box and puts the caret at its end; the host uses it
 * too when it could not take a `send`, so that no text is lost.
 */
export type ToPage =
  | { readonly t: 'state'; readonly state: PageState }
  | { readonly t: 'answer'; readonly answer: AnswerView; readonly busy: boolean }
  | { readonly t: 'append'; readonly id: string; readonly text: string }
  | { readonly t: 'focusInput' }
  | { readonly t: 'setDraft'; readonly text: string };

/**
 * From the page to the extension. Every message is checked by `guards.ts` before it is believed. The page clears its text
 * box when it posts `send`; it posts `draft` within 150 ms of typing, and at once before it is hidden. `action` names the
 * `ActionView` that was pressed and the answer it stood in. The page has asked the user before `deleteAllConversations`.
 */
export type FromPage =
  | { readonly t: 'ready' }
  | { readonly t: 'send'; readonly text: string }
  | { readonly t: 'stop' }
  | { readonly t: 'retry'; readonly id: string }
  | { readonly t: 'draft'; readonly text: string }
  | { readonly t: 'newChat' }
  | { readonly t: 'openConversation'; readonly id: string }
  | { readonly t: 'deleteConversation'; readonly id: string }
  | { readonly t: 'deleteAllConversations' }
  | { readonly t: 'addContext' }
  | { readonly t: 'removeChip'; readonly id: string }
  | { readonly t: 'copy'; readonly text: string }
  | { readonly t: 'insert'; readonly text: string }
  | { readonly t: 'openLink'; readonly href: string }
  | { readonly t: 'chooseModel' }
  | { readonly t: 'chooseProvider' }
  | { readonly t: 'action'; readonly id: string; readonly answer?: string };
