import type { LogOutputChannel } from 'vscode';
import { formatFields, type LogFields, type Logger } from '../core/base/logger';

/** What keys look like. No line should ever hold one; this is the last net under that rule. */
const keyLike = /\b(?:sk|gsk|pk|rk|xox[a-z]|ghp|gho)[-_][A-Za-z0-9_-]{12,}|\bAIza[A-Za-z0-9_-]{16,}|Bearer\s+\S+/g;

/** The log port on the editor's own channel: one line per event, `event key=value`, anything like a key taken out. */
export function createLog(channel: Pick<LogOutputChannel, 'debug' | 'info' | 'warn' | 'error'>): Logger {
  return {
    debug: (event, fields) => channel.debug(toLine(event, fields)),
    info: (event, fields) => channel.info(toLine(event, fields)),
    warn: (event, fields) => channel.warn(toLine(event, fields)),
    error: (event, fields) => channel.error(toLine(event, fields)),
  };
}

function toLine(event: string, fields?: LogFields): string {
  return `${event} ${formatFields(fields)}`
    .trimEnd()
    .replace(keyLike, '[redacted]')
    .replace(/[\r\n]+/g, ' ');
}
