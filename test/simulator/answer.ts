import { carryOn } from './carryOn';
import type { Script, Struck } from './control';
import { knownText } from './knownText';
import { chunksOf, type Pace } from './pace';
import { strikeAt } from './strike';
import { countTokens, type Answer, type Ending, type Prompt } from './wire';

/** What a simulated model fills a hole with unless told otherwise. */
export const defaultCompletion = 'return a + b;';

const defaultThinking = 'The user asks how a stand-in takes over. I will answer with the whole note.';

/** The arguments of the simulated tool call, in the parts in which they are streamed. */
const toolParts: readonly string[] = ['{"path":', ' "src/core/', 'router.ts"', ', "line": 12}'];

/** Composes the answer to a prompt: the known text, a carry-on, or the filling of a hole. */
export function composeAnswer(
  prompt: Prompt,
  partial: string | undefined,
  script: Script,
  pace: Pace,
  struck: Struck | undefined,
): Answer {
  const act = struck?.fault.act.do;
  const wantsTool = struck?.order.phase === 'tool' || (script.tool === true && prompt.use === 'chat');
  const said = act === 'sayNothing' ? '' : wordsFor(prompt, partial, script);
  const limited = limit(said, prompt);
  let { text, ending } = limited;
  const strike =
    struck && struck.order.phase === 'midAnswer' ? strikeAt(text, struck.order, pace.charsPerChunk) : undefined;
  if (act === 'refuseContent') {
    text = strike ? text.slice(0, strike.offset) : '';
    ending = 'refused';
  }
  const spoken = wantsTool ? text.slice(0, 120) : text;
  const thinking = prompt.thinking === 'none' || act === 'sayNothing' ? '' : (script.thinking ?? defaultThinking);
  return {
    thinking,
    thinkingShown: prompt.thinking === 'shown',
    text: spoken,
    chunks: chunksOf(spoken, pace.charsPerChunk, strike ? [strike.offset] : []),
    ...(wantsTool ? { tool: { id: 'toolu_01SimulatedCall', name: 'read_file', parts: toolParts } } : {}),
    ending: wantsTool ? 'tool' : ending,
    ...(limited.stopSequence === undefined ? {} : { stopSequence: limited.stopSequence }),
    inputTokens: countTokens(prompt.system + prompt.messages.map((message) => message.text).join('\n')),
    outputTokens: countTokens(thinking + spoken),
  };
}

function wordsFor(prompt: Prompt, partial: string | undefined, script: Script): string {
  const completion = script.completion ?? defaultCompletion;
  if (prompt.hole) return completion;
  if (prompt.use === 'completion') return `<COMPLETION>${completion}</COMPLETION>`;
  const text = script.text ?? knownText;
  if (partial === undefined) return text;
  // A server that continues natively does so exactly: the five ways are habits of models that are told to.
  const way = prompt.continuesLast ? 'exact' : (script.carryOn ?? 'exact');
  return carryOn(text, partial, way, script.repeatChars ?? 60);
}

/** Ends a text at the first stop sequence and at the token limit, as every server does. */
function limit(said: string, prompt: Prompt): { text: string; ending: Ending; stopSequence?: string } {
  let text = said;
  let ending: Ending = 'complete';
  let stopSequence: string | undefined;
  for (const stop of prompt.stop) {
    const at = stop === '' ? -1 : text.indexOf(stop);
    if (at < 0) continue;
    text = text.slice(0, at);
    ending = 'stop-sequence';
    stopSequence = stop;
  }
  if (prompt.maxTokens !== undefined && prompt.maxTokens >= 0 && countTokens(text) > prompt.maxTokens) {
    text = Array.from(text)
      .slice(0, prompt.maxTokens * 4)
      .join('');
    ending = 'length';
    stopSequence = undefined;
  }
  return stopSequence === undefined ? { text, ending } : { text, ending, stopSequence };
}
