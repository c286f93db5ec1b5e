import { line, svg, text, type Tone } from '../draw/svg';
import { grouped } from '../draw/table';
import { capacityAt, ordinaryLoad, type Scenario } from './scenario';
import { shownBeforeMs, type Course } from './simulate';

const size = { width: 860, height: 330, left: 60, right: 150, top: 60, bottom: 40 };

/** The loads that get a line of the grid, as multiples of the ordinary one; the scale is logarithmic. */
const grid = [0.1, 1, 10, 100];
const floor = 0.05;

const tones: Readonly<Record<string, Tone>> = {
  'Retry at once': 'grey',
  'Retry every 30 s': 'other',
  Understudy: 'ours',
};

/** The load on the provider around its recovery, one line for each kind of client. */
export function fleetChart(scenario: Scenario, courses: readonly Course[]): string {
  const from = (scenario.outageMs - shownBeforeMs) / 1_000;
  const until = (scenario.outageMs + scenario.watchedMs) / 1_000;
  const x = (second: number): number =>
    size.left + ((second - from) / (until - from)) * (size.width - size.left - size.right);
  const span = Math.log10((grid.at(-1) ?? 1) / floor);
  const y = (load: number): number => {
    const share = Math.log10(Math.max(load, floor) / floor) / span;
    return size.height - size.bottom - share * (size.height - size.top - size.bottom);
  };
  const minutes = [0, 5, 10, 15, 20].map((minute) => ({ minute, at: x(scenario.outageMs / 1_000 + minute * 60) }));
  const capacity = seconds(from, until, 10).map(
    (second) => [x(second), y(capacityAt(scenario, second * 1_000) / ordinaryLoad(scenario))] as const,
  );
  const parts = [
    text(10, 20, 'Requests on a provider that comes back with 30 % of its capacity', { strong: true }),
    text(10, 38, `${grouped(scenario.clients)} clients; 1 is the load of ordinary work; dashed: what can be answered`),
    ...grid.flatMap((load) => [
      line(
        [
          [size.left, y(load)],
          [size.width - size.right, y(load)],
        ],
        'line',
        true,
      ),
      text(size.left - 8, y(load) + 4, String(load), { end: true }),
    ]),
    ...minutes.map(({ minute, at }) => text(at - 4, size.height - 18, minute === 20 ? '20 min' : String(minute))),
    line(capacity, 'ink', true),
    ...courses.flatMap((course, index) => drawCourse(course, from, until, x, y, index)),
  ];
  return svg(size.width, size.height, 'Load on a recovering provider by kind of client', parts);
}

function drawCourse(
  course: Course,
  from: number,
  until: number,
  x: (second: number) => number,
  y: (load: number) => number,
  index: number,
): readonly string[] {
  const step = 10;
  const points = seconds(from, until, step).map((second) => {
    const window = course.load.subarray(second, second + step);
    return [x(second), y(window.reduce((sum, load) => sum + load, 0) / window.length)] as const;
  });
  const tone = tones[course.label] ?? 'grey';
  const legendY = size.top + 20 + index * 22;
  const legendX = size.width - size.right + 16;
  return [
    line(points, tone),
    line(
      [
        [legendX, legendY - 4],
        [legendX + 16, legendY - 4],
      ],
      tone,
    ),
    text(legendX + 22, legendY, course.label, { strong: tone === 'ours' }),
  ];
}

function seconds(from: number, until: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((until - from) / step) }, (_, index) => from + index * step);
}
