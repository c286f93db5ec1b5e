/** A server-sent event with JSON data; the name only where the wire names its events. */
export function sseEvent(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** One line of JSON. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** The JSON object that a frame carries, whatever the wire puts before it; nothing for a comment, a ping or a torn frame. */
export function objectIn(frame: string): Readonly<Record<string, unknown>> | undefined {
  const start = frame.indexOf('{');
  if (start < 0) return undefined;
  try {
    return asObject(JSON.parse(frame.slice(start)));
  } catch {
    return undefined;
  }
}

/** A value as an object whose fields can be looked at. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** A value as text; anything else says nothing. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
