import type { DocumentView } from './documentView';

/** Documents a person writes code in. Chat inputs, the commit box, diff sides and output panes are not among them. */
export const completionSchemes: readonly string[] = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
];

/** A file above this is data; every key in it would pay for its size. */
const maxFileChars = 1_000_000;

/** A line longer than this is generated or minified; nobody types in it and every key would pay for it. */
export const maxLineChars = 10_000;

/** Why a file is not completed at all, whatever the trigger. */
export type FileRefusal = 'off' | 'scheme' | 'too-large' | 'ignored';

/** Why this file gets no completions, or `undefined`. The ignore rules are asked apart, since they take time. */
export function fileRefusal(view: Pick<DocumentView, 'scheme' | 'length'>, enabled: boolean): FileRefusal | undefined {
  if (!enabled) return 'off';
  if (!completionSchemes.includes(view.scheme)) return 'scheme';
  return view.length > maxFileChars ? 'too-large' : undefined;
}
