import type { LogOutputChannel } from 'vscode';
import { redactKeys } from '../core/base/keyLike';
import { formatFields, type LogFields, type Logger } from '../core/base/logger';

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
  return redactKeys(`${event} ${formatFields(fields)}`.trimEnd()).replace(/[\r\n]+/g, ' ');
}
