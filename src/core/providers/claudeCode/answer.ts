import type { Anthropic } from '@anthropic-ai/sdk';
import type { ProviderEvent } from '../../contract/events';
import type { Evidence, FailurePhase } from '../../contract/failure';
import { createMessagesDecoder } from '../anthropic/stream';
import { numberProperty, property, stringProperty } from '../causes';
import type { Decoder, EndReason } from '../streamCall';
import { errorEvidence, retryEvidence, type PlanLimit } from './evidence';

/** How an answer ended: with the program's own proof, or with the evidence of what stood in its way. */
export type AnswerEnd =
  | { readonly t: 'end'; readonly reason: EndReason }
  | { readonly t: 'failed'; readonly evidence: Evidence };

/**
 * Reads the lines of one run (`--output-format stream-json --include-partial-messages`; 2.1.330). The API's own events come
 * wrapped, but they prove nothing by themselves: after a cut the program makes up `message_stop`, says to the model that it
 * was cut off, and asks again. Whatever it would try again by itself ends the answer here, so that an outage is not hidden.
 */
export class AnswerReader {
  private message: Decoder<Anthropic.RawMessageStreamEvent> = createMessagesDecoder();
  private hasStopReason = false;
  private streamedText = false;
  /** Text has come by parts, and the service has not said yet that it was the whole. */
  private isOpen = false;
  private limit: PlanLimit | undefined;
  private phase: FailurePhase = 'connect';
  private wasRefused = false;
  private outcome: AnswerEnd | undefined;
  /** Text has been read. */
  hasText = false;
  /** The program may be renewing its login at this moment: it was refused, and has not gone on yet. */
  isRenewing = false;

  constructor(private readonly now: () => number) {}

  /** Set once nothing more of this answer is to come. */
  get end(): AnswerEnd | undefined {
    return this.outcome;
  }

  /** How far the answer has come. */
  get reached(): FailurePhase {
    return this.phase;
  }

  /** Nothing has come from the service yet, nor an end. */
  get isSilent(): boolean {
    return !this.outcome && (this.phase === 'connect' || this.phase === 'headers');
  }

  /** Reads one line. Lines that are no events, such as a warning of a wrapper script, say nothing. */
  take(line: string): readonly ProviderEvent[] {
    const event = parse(line);
    if (event === undefined || this.outcome) return [];
    const type = stringProperty(event, 'type');
    if (type !== 'system') this.isRenewing = false;
    switch (type) {
      case 'system':
        this.takeSystem(event);
        return [];
      case 'stream_event':
        return this.takePart(property(event, 'event'));
      case 'assistant':
        return this.takeMessage(event);
      case 'user':
        // With its tools taken away only the program itself speaks as the user: to make the model go on or try again.
        this.outcome = this.fail(this.hasStopReason && !this.hasText ? 'no-content' : 'no-proof');
        return [];
      case 'rate_limit_event':
        this.takeLimit(property(event, 'rate_limit_info'));
        return [];
      case 'result':
        this.takeResult(event);
        return [];
      default:
        return [];
    }
  }

  private takeSystem(event: unknown): void {
    switch (stringProperty(event, 'subtype')) {
      case 'init':
        this.phase = 'headers';
        return;
      case 'api_retry':
        this.takeRetry(event);
        return;
      case 'model_refusal_fallback':
        // It would ask another model to get around the refusal.
        this.outcome = { t: 'end', reason: 'refused' };
        return;
      default:
    }
  }

  /**
   * A 401 is answered by renewing the login and asking once more: that is no outage, and to end it in the middle could lose
   * the login. Every other try of its own, and a second 401, ends the answer.
   */
  private takeRetry(event: unknown): void {
    if (numberProperty(event, 'error_status') === 401 && !this.wasRefused) {
      this.wasRefused = true;
      this.isRenewing = true;
      return;
    }
    this.outcome = { t: 'failed', evidence: retryEvidence(event, this.phase) };
  }

  private takePart(part: unknown): readonly ProviderEvent[] {
    const type = stringProperty(part, 'type');
    if (type === 'message_start') {
      if (this.hasText) {
        this.outcome = this.fail('no-proof');
        return [];
      }
      this.message = createMessagesDecoder();
      this.hasStopReason = false;
      this.streamedText = false;
      if (this.phase !== 'midAnswer') this.phase = 'firstEvent';
    }
    if (type === 'message_delta' && stringProperty(property(part, 'delta'), 'stop_reason') !== undefined) {
      this.hasStopReason = true;
      this.isOpen = false;
    }
    if (type === 'message_stop' && !this.hasStopReason) {
      this.outcome = this.fail('no-proof');
      return [];
    }
    try {
      const events = this.message.take(part as Anthropic.RawMessageStreamEvent);
      this.note(events);
      if (events.some(({ t }) => t === 'text')) this.isOpen = true;
      // A model that thinks unseen gives a sign of life here and then nothing until it speaks.
      const thinks =
        type === 'content_block_start' && stringProperty(property(part, 'content_block'), 'type') === 'thinking';
      return thinks ? [{ t: 'thinking', text: '' }, ...events] : events;
    } catch {
      this.outcome = this.fail('broken-frame');
      return [];
    }
  }

  /** A message in one piece: an error of the program's own, or an answer that was not streamed. */
  private takeMessage(event: unknown): readonly ProviderEvent[] {
    if (property(event, 'is_api_error_message') === true || stringProperty(event, 'error') !== undefined) {
      this.outcome = { t: 'failed', evidence: errorEvidence(event, this.phase, this.limit, this.now()) };
      return [];
    }
    const content = property(property(event, 'message'), 'content');
    if (this.streamedText || !Array.isArray(content)) return [];
    const events = content.flatMap((block: unknown): readonly ProviderEvent[] => {
      const text = stringProperty(block, 'type') === 'text' ? stringProperty(block, 'text') : undefined;
      return text === undefined ? [] : [{ t: 'text', text }];
    });
    this.note(events);
    return events;
  }

  private takeLimit(info: unknown): void {
    const resetsAt = numberProperty(info, 'resetsAt');
    if (stringProperty(info, 'status') === 'rejected' && resetsAt !== undefined) this.limit = { resetsAt };
  }

  private takeResult(event: unknown): void {
    if (property(event, 'is_error') === true) {
      this.outcome = { t: 'failed', evidence: errorEvidence(event, this.phase, this.limit, this.now()) };
      return;
    }
    if (this.isOpen) {
      this.outcome = this.fail('no-proof');
      return;
    }
    const reason = this.message.end ?? (stringProperty(event, 'stop_reason') === 'refusal' ? 'refused' : 'complete');
    this.outcome = this.hasText || reason === 'refused' ? { t: 'end', reason } : this.fail('no-content');
  }

  private note(events: readonly ProviderEvent[]): void {
    if (!events.some(({ t }) => t === 'text')) return;
    this.hasText = true;
    this.streamedText = true;
    this.phase = 'midAnswer';
  }

  private fail(observed: NonNullable<Evidence['observed']>): AnswerEnd {
    return { t: 'failed', evidence: { phase: this.phase, observed } };
  }
}

function parse(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
