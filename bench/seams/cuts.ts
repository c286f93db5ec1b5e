import { readFileSync } from 'node:fs';
import { isInsideFence } from '../../src/core/routing/joiner';
import { createChance } from '../replay/chance';

/** Where an answer is cut: what the stand-in has to carry on. */
export const places = ['inside a word', 'between words', 'after a sentence', 'inside code', 'after a line'] as const;

/** One of `places`. */
export type Place = (typeof places)[number];

/** An answer that stopped short. */
export interface Cut {
  readonly question: string;
  readonly place: Place;
  /** What stands on the screen, the white space at its end included. */
  readonly shown: string;
  /** What the first model would have said next. */
  readonly rest: string;
}

/** An answer shorter than this is never carried on, and near its end there is nothing left to say; both in characters. */
const leastShown = 200;
const leastRest = 80;

/** Ten answers, each cut at five places; an answer without code is cut between words once more. */
export function readCuts(seed: number): readonly Cut[] {
  const text = readFileSync(new URL('answers.md', import.meta.url), 'utf8');
  const chance = createChance(seed);
  return text
    .split(/^# /m)
    .slice(1)
    .flatMap((section) => {
      const question = section.slice(0, section.indexOf('\n'));
      const answer = section.slice(question.length).trim();
      return places.map((place): Cut => {
        const fitting = cutsAt(answer, place);
        const found = fitting.length > 0 ? fitting : cutsAt(answer, 'between words');
        const at = found[Math.floor(chance(question, place) * found.length)];
        if (at === undefined) throw new Error(`"${question}" is too short to be cut ${place}`);
        const told = fitting.length > 0 ? place : 'between words';
        return { question, place: told, shown: answer.slice(0, at), rest: answer.slice(at) };
      });
    });
}

function cutsAt(answer: string, place: Place): readonly number[] {
  const found: number[] = [];
  for (let at = leastShown; at <= answer.length - leastRest; at++) if (isPlace(answer, at, place)) found.push(at);
  return found;
}

function isPlace(answer: string, at: number, place: Place): boolean {
  const before = answer.slice(0, at);
  const code = isInsideFence(before);
  if (place === 'inside code') return code && /\w$/.test(before);
  if (code) return false;
  switch (place) {
    case 'inside a word':
      return /[a-z]{2}$/.test(before) && /^[a-z]{2}/.test(answer.slice(at));
    case 'between words':
      return /[a-z]$/.test(before) && /^ [a-z]/.test(answer.slice(at));
    case 'after a sentence':
      return /[a-z]\. $/.test(before);
    case 'after a line':
      return /[^\n]\n$/.test(before) && !answer.startsWith('\n', at);
  }
}
