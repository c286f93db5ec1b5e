import type { Action } from '../../status/actions';

/** How a line of a page is meant; it is said in words as well, never by colour alone. */
export type Tone = 'good' | 'note' | 'warn' | 'bad';

/** One finding or outcome: a sentence, what stands behind it, and what can be done about it. */
export interface ReportItem {
  readonly tone: Tone;
  /** The tone in a word or two. */
  readonly badge: string;
  readonly sentence: string;
  readonly detail?: string;
  readonly action?: Action;
}

/** A part of a section. All text is plain: providers' and models' names never become markup. */
export type ReportBlock =
  | { readonly t: 'text'; readonly text: string }
  | { readonly t: 'items'; readonly items: readonly ReportItem[] }
  | { readonly t: 'facts'; readonly facts: readonly { readonly label: string; readonly value: string }[] }
  | {
      readonly t: 'table';
      /** For screen readers. */
      readonly caption: string;
      readonly columns: readonly string[];
      /** The first cell of a row names it. */
      readonly rows: readonly (readonly string[])[];
    };

/** A section with its heading. */
export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

/** A page in an editor tab: read from top to bottom, with buttons where something can be done. */
export interface DrillReport {
  readonly title: string;
  /** One sentence on what this page is about. */
  readonly lead: string;
  readonly verdict: { readonly tone: Tone; readonly sentence: string };
  /** What can be done with the page as a whole. */
  readonly actions: readonly Action[];
  readonly sections: readonly ReportSection[];
}
