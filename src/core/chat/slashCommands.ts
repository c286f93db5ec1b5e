import { explainQuestion, fixQuestion } from './prompts';

/** What the text box holds: a question for a model, or a command for the chat itself. */
export type Entry = { readonly t: 'ask'; readonly text: string } | { readonly t: 'newChat'; readonly text: string };

/**
 * Reads what was typed. `/explain` and `/fix` become their questions, with anything typed after them added; `/new` begins
 * a new conversation with the rest as its draft. Everything else, unknown commands and paths included, is the question.
 */
export function parseEntry(typed: string): Entry {
  const text = typed.trim();
  const found = /^\/(explain|fix|new)(?:\s+([\s\S]*))?$/.exec(text);
  const rest = found?.[2]?.trim() ?? '';
  switch (found?.[1]) {
    case 'explain':
      return { t: 'ask', text: joined(explainQuestion(), rest) };
    case 'fix':
      return { t: 'ask', text: joined(fixQuestion(), rest) };
    case 'new':
      return { t: 'newChat', text: rest };
    default:
      return { t: 'ask', text };
  }
}

function joined(question: string, rest: string): string {
  return rest === '' ? question : `${question}\n\n${rest}`;
}
