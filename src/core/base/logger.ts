/** What a log line may carry: ids, kinds, counts and timings. Never a prompt, code or a key. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The log port: one line per event, `key=value`. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A logger that says nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Renders fields as `key=value`, quoting values with blanks. */
export function formatFields(fields: LogFields = {}): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${/\s/.test(String(value)) ? JSON.stringify(value) : value}`)
    .join(' ');
}
