import type { CompletionAsk, Excerpt } from '../../contract/ask';
import type { FimRoute } from '../../providers/provider';
import { lineCommentOf } from '../languages';

/** Where excerpts go in a FIM request: before its first mark, at the head of its prefix, or in a field of their own. */
export interface PlacedExcerpts {
  readonly before: string;
  readonly head: string;
  readonly extra?: readonly Excerpt[];
}

/** The request the excerpts are for. */
export interface PlacingFor {
  readonly route: FimRoute;
  readonly model: string;
  readonly ask: Pick<CompletionAsk, 'languageId' | 'path'>;
  /** The template's own marks; an excerpt that holds one would end the prompt in its middle. */
  readonly stop: readonly string[];
}

/** How a family was trained to see other files of a repository (reference §2.7); the others get comments. */
interface RepositoryForm {
  readonly names: RegExp;
  before?(files: readonly Excerpt[], path: string): string;
  head?(files: readonly Excerpt[], path: string): string;
}

const forms: readonly RepositoryForm[] = [
  {
    names: /^qwen(?:2\.5|3)-coder/,
    before: (files, path) =>
      `<|repo_name|>project\n${files.map((file) => `<|file_sep|>${file.path}\n${file.text}\n`).join('')}<|file_sep|>${path}\n`,
  },
  {
    names: /^starcoder2(?!.*(?:instruct|chat))/,
    before: (files) => `${files.map((file) => `<file_sep>${file.text}\n`).join('')}<file_sep>`,
  },
  {
    names: /^codestral/,
    head: (files, path) => `${files.map((file) => `+++++ ${file.path}\n${file.text}\n`).join('')}+++++ ${path}\n`,
  },
];

const nothing: PlacedExcerpts = { before: '', head: '' };

/** Puts excerpts where a target can read them: in the form its family was trained with, else as comments before the prefix. */
export function placeExcerpts(excerpts: readonly Excerpt[], { route, model, ask, stop }: PlacingFor): PlacedExcerpts {
  const fit = excerpts.filter(({ text }) => !stop.some((mark) => text.includes(mark.trim())));
  if (fit.length === 0) return nothing;
  if (route === 'infill') return { ...nothing, extra: fit };
  const name = (model.split(/[/\\]/).pop() ?? model).toLowerCase();
  const form = route === 'raw' ? forms.find(({ names }) => names.test(name)) : undefined;
  if (form) return { before: form.before?.(fit, ask.path) ?? '', head: form.head?.(fit, ask.path) ?? '' };
  return { before: '', head: asComments(fit, ask.languageId) };
}

/** For a chat model: each piece under the name of its file. */
export function contextSection(excerpts: readonly Excerpt[]): string {
  return excerpts.map(({ path, text }) => `File: ${path}\n${text}\n\n`).join('');
}

/** A language without line comments has no way to say what is not part of the file. */
function asComments(excerpts: readonly Excerpt[], languageId: string): string {
  const mark = lineCommentOf(languageId);
  if (mark === undefined) return '';
  return excerpts
    .map(({ path, text }) => [`Path: ${path}`, ...text.split('\n')].map((line) => `${mark} ${line}`.trimEnd()))
    .map((lines) => `${lines.join('\n')}\n\n`)
    .join('');
}
