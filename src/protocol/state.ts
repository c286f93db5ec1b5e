/** A seam inside an answer: where one target stopped and another carried on. */
export interface SeamView {
  /** Offset in the segment's text, in UTF-16 units. The page shows the seam at the nearest place that leaves the markdown intact. */
  readonly at: number;
  /** The separator's accessible name: "Claude stopped: connection lost. Continued by Gemma 4." */
  readonly label: string;
}

/** A stretch of answer text. Every segment but the last was restarted and is shown folded above its seam. */
export interface SegmentView {
  readonly text: string;
  readonly seams: readonly SeamView[];
  /** Set when the answer was started again after this segment: the separator's name, "… Answer restarted by Gemma 4." */
  readonly restarted?: string;
}

/** A button beside a sentence; `id` comes back in an `action` message. */
export interface ActionView {
  readonly id: string;
  readonly label: string;
}

/** One error or offer: one sentence, one or two actions. */
export interface CardView {
  readonly sentence: string;
  /** One line per provider that could not answer, each with its own action. */
  readonly details?: readonly { readonly sentence: string; readonly action?: ActionView }[];
  readonly actions: readonly ActionView[];
  /** The answer may still come by itself, so the page goes on showing that it is waited for. */
  readonly isWaiting?: boolean;
  /** It is seen and gone again: not to be read out. */
  readonly isPassing?: boolean;
}

/** A piece of context beside a question; it shows as a chip. */
export interface ChipView {
  readonly id: string;
  readonly label: string;
  readonly kind: 'file' | 'selection' | 'instructions' | 'diagnostics';
  readonly title?: string;
  readonly removable: boolean;
}

/** What the user asked, with the context that went along. */
export interface UserTurnView {
  readonly role: 'user';
  readonly id: string;
  readonly text: string;
  readonly chips: readonly ChipView[];
}

/** One answer as the page shows it. */
export interface AnswerView {
  readonly role: 'assistant';
  readonly id: string;
  /** The article's accessible name: "Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b". */
  readonly name: string;
  /** The visible label: provider and model, "Claude · claude-sonnet-5-5". */
  readonly label: string;
  /** True when another target than the first choice wrote it or part of it: the label then carries the shield. */
  readonly standIn?: boolean;
  readonly state: 'waiting' | 'streaming' | 'complete' | 'length' | 'stopped' | 'refused' | 'failed' | 'cut-off';
  readonly segments: readonly SegmentView[];
  readonly thinking?: string;
  /** Side notes: "Older turns were left out to fit Gemma 4." */
  readonly notices: readonly string[];
  /** "1,204 in · 356 out · $0.01" where known. */
  readonly usage?: string;
  readonly card?: CardView;
  readonly canRetry: boolean;
}

/** One entry of the conversation. */
export type TurnView = UserTurnView | AnswerView;

/** A stored conversation in the list; `updatedAt` in epoch milliseconds. */
export interface ConversationItem {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
}

/** The whole page at an instant: a page that was lost is rebuilt from this alone. */
export interface PageState {
  readonly conversationId: string;
  readonly title: string;
  readonly turns: readonly TurnView[];
  readonly conversations: readonly ConversationItem[];
  /**
   * The unsent text. The page takes it when it opens a conversation; while one is open the text box is ahead of the
   * host, so later states do not touch it and `setDraft` is the way to write into it.
   */
  readonly draft: string;
  /** How many `draft` messages the host had read from this page; the page has typed on since where it has sent more. */
  readonly draftsRead?: number;
  readonly chips: readonly ChipView[];
  readonly busy: boolean;
  /** Who would answer the next ask: "Claude · claude-sonnet-5-5". */
  readonly target?: { readonly provider: string; readonly model: string; readonly label: string };
  /** Buttons of the empty chat while nothing is set up or for adding a first provider. */
  readonly setUp: readonly ActionView[];
  /** A sentence for a page whose host just recovered something, such as a cut answer after a crash. */
  readonly banner?: string;
}
