import { formatFields, type LogFields, type Logger } from '../../src/core/base/logger';

/** A logger that keeps its lines, `level event key=value`. */
export interface RecordingLogger extends Logger {
  readonly lines: readonly string[];
}

/** Creates a logger whose lines a test can read. */
export function createRecordingLogger(): RecordingLogger {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (event: string, fields?: LogFields): void => {
      lines.push(`${level} ${event} ${formatFields(fields)}`.trimEnd());
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
