import type { AnswerView, PageState } from './state';

/** From the extension to the page. `answer` replaces one answer while it streams; `append` adds text to its last segment. */
export type ToPage =
  | { readonly t: 'state'; readonly state: PageState }
  | { readonly t: 'answer'; readonly answer: AnswerView; readonly busy: boolean }
  | { readonly t: 'append'; readonly id: string; readonly text: string }
  | { readonly t: 'focusInput' }
  | { readonly t: 'setDraft'; readonly text: string };

/** From the page to the extension. Every message is checked by `guards.ts` before it is believed. */
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
