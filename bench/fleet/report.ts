import { grouped, lengthWords, markdownTable } from '../draw/table';
import type { Course } from './simulate';

/** One kind of client in a fleet of so many. */
export function courseRow(clients: number, course: Course): readonly string[] {
  const back = (ms: number | undefined): string => (ms === undefined ? 'not within 20 min' : lengthWords(ms));
  return [
    grouped(clients),
    course.label,
    `× ${course.peak.toFixed(1)}`,
    back(course.halfBackMs),
    back(course.nearlyAllBackMs),
    back(course.allBackMs),
    grouped(course.refused),
    lengthWords(course.waitedS * 1_000),
  ];
}

/** Every fleet and kind of client. */
export function fleetTable(rows: readonly (readonly string[])[]): string {
  return markdownTable(
    ['clients', 'each', 'peak load', 'half back after', '99 %', 'all', 'refused per client', 'waited per client'],
    rows,
  );
}
