import type { CompletionAsk, CompletionRequest } from '../contract/ask';
import type { ReadingContext } from './rule';
import { takeSnapshot, type Snapshot } from './snapshot';
import { stopStringsFor } from './stopStrings';

const lines = ['function sum(a, b) {', '  return ;', '}', ''];
const cursor = { line: 1, character: '  return '.length };

/** A hole that any model can fill, of nobody's code. */
export const sampleHole: CompletionAsk = {
  use: 'completion',
  id: 'sample-hole',
  languageId: 'javascript',
  path: 'sum.js',
  uri: 'sample:sum.js',
  prefix: 'function sum(a, b) {\n  return ',
  suffix: ';\n}\n',
  multiline: false,
};

/** How an answer to the sample is read: as any other is, by the kind of request it answers. */
export function sampleContext(model: string, asked: CompletionRequest['kind']): ReadingContext {
  const { prefix, suffix } = sampleHole;
  const kind = asked === 'chat' ? 'hole' : 'fim';
  return {
    snapshot: sampleSnapshot(),
    kind,
    model,
    multiline: false,
    stopStrings: stopStringsFor(prefix, suffix, model),
  };
}

/** Whether a fill is what belongs into the sample. */
export function fillsSample(text: string): boolean {
  return /^\s*\(?\s*a\s*\+\s*b\s*\)?\s*;?\s*$/.test(text);
}

function sampleSnapshot(): Snapshot {
  const snapshot = takeSnapshot({
    view: {
      uri: sampleHole.uri,
      scheme: 'untitled',
      languageId: sampleHole.languageId,
      path: sampleHole.path,
      eol: '\n',
      lineCount: lines.length,
      length: lines.join('\n').length,
      line: (index) => lines[index] ?? '',
    },
    position: cursor,
    indentation: { tabSize: 2, insertSpaces: true },
  });
  if (typeof snapshot === 'string') throw new Error(`the sample has no snapshot: ${snapshot}`);
  return snapshot;
}
