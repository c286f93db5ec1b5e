import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const rowSchema = v.object({
  date: v.string(),
  title: v.string(),
  start: v.nullable(v.string()),
  end: v.nullable(v.string()),
  scope: v.array(v.string()),
  impact: v.picklist(['minor', 'major', 'critical']),
  remarks: v.string(),
});

const fileSchema = v.object({ note: v.string(), rows: v.array(rowSchema) });

/** How bad the status page called it. */
export type Impact = 'minor' | 'major' | 'critical';

/** An incident whose beginning and end are known (epoch ms). */
export interface Incident {
  /** Its start as the file writes it: what readings are keyed by. */
  readonly key: string;
  readonly title: string;
  readonly from: number;
  readonly until: number;
  readonly scope: readonly string[];
  readonly impact: Impact;
}

/** The year's incidents, and how many rows say too little to be played. */
export interface IncidentFile {
  readonly incidents: readonly Incident[];
  readonly rows: number;
  /** Rows without a beginning or an end. */
  readonly timesUnknown: number;
}

/** Reads `claude-incidents-2026.json`. @throws when the file is not of the known shape. */
export function readIncidents(): IncidentFile {
  const file = path.join(__dirname, 'claude-incidents-2026.json');
  const { rows } = v.parse(fileSchema, JSON.parse(readFileSync(file, 'utf8')));
  const incidents = rows.flatMap(({ start, end, title, scope, impact }): Incident[] =>
    start === null || end === null
      ? []
      : [{ key: start, title, from: Date.parse(start), until: Date.parse(end), scope, impact }],
  );
  return { incidents, rows: rows.length, timesUnknown: rows.length - incidents.length };
}
