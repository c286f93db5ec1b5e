import type { CompletionRequest } from '../../src/core/contract/ask';
import type { ProviderEvent } from '../../src/core/contract/events';
import type { Failure } from '../../src/core/contract/failure';
import type { Step } from './scriptedProvider';

/*
 * There is one right answer, and every provider of a property test knows it. So whatever faults strike, whoever takes over
 * and wherever: what a user reads is a beginning of that answer, and all of it once it is complete.
 */

const words = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${(from + index).toString(36)}${'aeiouy'[index % 6]}ndl`).join(' ');

/** The right answer: no word in it stands twice. */
export const trueAnswer = [
  `# ${words(400, 4)}`,
  `${words(500, 40)}.`,
  `\`\`\`ts\nconst ${words(600, 1)} = '${words(620, 12)}';\n  // ${words(640, 9)}\n\`\`\``,
  `${words(700, 25)}\n${words(800, 20)}`,
  `${words(900, 6)}!`,
].join('\n\n');

/** The right filling of a hole. */
export const trueFilling = 'return left + right;';

/** What one call does before it ends. Lengths are in characters, waits in milliseconds. */
export type Move =
  | { readonly wait: number }
  | { readonly say: number }
  /** Says the answer but for its last characters. */
  | { readonly sayAllBut: number }
  | 'think';

/** How a call ends: `complete` says all that is left; `nothing` is a proven end without a word; `no-proof` has none. */
export type Ending =
  | 'complete'
  | 'nothing'
  | 'length'
  | 'refused'
  | 'tool'
  | 'half-a-tool-call'
  | 'no-proof'
  | 'silence'
  | 'bug'
  | { readonly fails: Failure };

/** One call of a provider. `carries`: how it takes over a begun answer. */
export interface CallScript {
  readonly carries: 'exact' | 'repeat' | 'restart';
  readonly moves: readonly Move[];
  readonly end: Ending;
}

/** What the request asks for, whole. */
export function truthOf(request: CompletionRequest): string {
  return request.kind === 'chat' && request.use === 'chat' ? trueAnswer : trueFilling;
}

/** The answer so far that the request wants carried on. */
export function partialIn(request: CompletionRequest): string {
  return request.kind === 'chat' ? (request.messages.findLast(({ role }) => role === 'assistant')?.text ?? '') : '';
}

/** What a provider says that goes by this script. */
export function tell(script: CallScript): (request: CompletionRequest) => readonly Step[] {
  return (request) => {
    const truth = truthOf(request);
    let at = beginning(script.carries, partialIn(request));
    const steps: Step[] = [];
    const say = (chars: number): void => {
      const text = truth.slice(at, at + Math.max(0, chars));
      at += text.length;
      if (text !== '') steps.push({ t: 'text', text });
    };
    for (const move of script.moves) {
      if (move === 'think') steps.push({ t: 'thinking', text: 'Hm.' });
      else if ('wait' in move) steps.push(move);
      else if (script.end !== 'nothing') say('say' in move ? move.say : truth.length - move.sayAllBut - at);
    }
    if (script.end === 'complete') say(truth.length);
    return [...steps, ...lastSteps(script.end)];
  };
}

function beginning(carries: CallScript['carries'], partial: string): number {
  if (carries === 'restart') return 0;
  const repeated = carries === 'repeat' ? 40 : 0;
  return partial.length >= 2 * repeated ? partial.length - repeated : partial.length;
}

function lastSteps(end: Ending): readonly Step[] {
  const tool = (last: boolean): ProviderEvent => ({ t: 'tool', id: 'call', name: 'read', json: '{', last });
  switch (end) {
    case 'complete':
    case 'nothing':
      return [
        { t: 'usage', input: 1, output: 1 },
        { t: 'end', reason: 'complete' },
      ];
    case 'length':
    case 'refused':
      return [{ t: 'end', reason: end }];
    case 'tool':
      return [tool(false), tool(true), { t: 'end', reason: 'tool' }];
    case 'half-a-tool-call':
      return [tool(false)];
    case 'no-proof':
      return [];
    case 'silence':
      return ['hang'];
    case 'bug':
      return [{ throws: 'a bug of the provider' }];
    default:
      return [{ t: 'failure', failure: end.fails }];
  }
}
