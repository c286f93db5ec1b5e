import { formatFields, type LogFields, type Logger } from '../base/logger';

/** How many lines are kept for a bug report. */
const kept = 200;

/** A logger that hands every line on and remembers the last ones, without details below *info*, for the diagnostics. */
export class RecentLog implements Logger {
  private readonly recent: string[] = [];

  constructor(
    private readonly next: Logger,
    private readonly now: () => number,
  ) {}

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return this.recent;
  }

  debug(event: string, fields?: LogFields): void {
    this.next.debug(event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.remember('info', event, fields);
    this.next.info(event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.remember('warn', event, fields);
    this.next.warn(event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.remember('error', event, fields);
    this.next.error(event, fields);
  }

  private remember(level: string, event: string, fields: LogFields | undefined): void {
    const at = new Date(this.now()).toISOString();
    this.recent.push(`${at} [${level}] ${event} ${formatFields(fields)}`.trimEnd());
    if (this.recent.length > kept) this.recent.shift();
  }
}
