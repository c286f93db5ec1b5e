import { bar, svg, text } from '../draw/svg';
import { grouped, lengthWords } from '../draw/table';
import type { Policy } from './policy';
import type { Score } from './score';

/** A policy and what became of its asks. */
export interface Row {
  readonly policy: Policy;
  readonly score: Score;
}

interface Panel {
  readonly title: string;
  pick(score: Score): number;
  words(value: number): string;
}

/** What the README shows: four figures of which less is better. */
const panels: readonly Panel[] = [
  { title: 'Time lost waiting', pick: (score) => score.lostTotalMs, words: lengthWords },
  { title: 'Asks without an answer, chat and completions', pick: unanswered, words: grouped },
  { title: 'Characters lost or doubled', pick: (score) => score.lostChars + score.doubledChars, words: grouped },
  { title: 'Requests sent to a sick provider', pick: (score) => score.toSick, words: grouped },
];

const size = { width: 860, labels: 190, panel: 400, row: 22, top: 56, gap: 30 };

/** Draws the panels side by side in two rows. */
export function replayChart(rows: readonly Row[], subtitle: string): string {
  const panelHeight = 24 + rows.length * size.row;
  const height = size.top + 2 * panelHeight + size.gap;
  const parts = [
    text(10, 20, 'The Claude incidents of 2026, replayed: less is better', { strong: true }),
    text(10, 38, subtitle),
    ...panels.flatMap((panel, index) => {
      const x = 10 + (index % 2) * (size.panel + 30);
      const y = size.top + Math.floor(index / 2) * (panelHeight + size.gap);
      return drawPanel(panel, rows, x, y);
    }),
  ];
  return svg(size.width, height, 'Replay of the Claude incidents of 2026 with five policies', parts);
}

function drawPanel(panel: Panel, rows: readonly Row[], x: number, y: number): readonly string[] {
  const most = Math.max(1, ...rows.map(({ score }) => panel.pick(score)));
  const room = size.panel - size.labels - 60;
  return [
    text(x, y + 12, panel.title, { strong: true }),
    ...rows.flatMap(({ policy, score }, index) => {
      const value = panel.pick(score);
      const top = y + 24 + index * size.row;
      const width = Math.max(value > 0 ? 2 : 0, (room * value) / most);
      const isOurs = policy.id === 'understudy';
      return [
        text(x + size.labels - 8, top + 12, policy.label, { end: true, strong: isOurs }),
        bar(x + size.labels, top + 2, width, 13, isOurs ? 'ours' : 'grey'),
        text(x + size.labels + width + 6, top + 12, panel.words(value), { strong: isOurs }),
      ];
    }),
  ];
}

function unanswered(score: Score): number {
  return score.chatAsks - score.chatAnswered + score.completions - score.completionsAnswered;
}
