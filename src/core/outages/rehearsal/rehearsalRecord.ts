import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { SwitchMode } from '../../contract/events';
import type { FailureKind, FailurePhase } from '../../contract/failure';
import type { Target, Use } from '../../contract/target';
import type { ResolvedProvider } from '../../providers/provider';
import type { AskNews } from '../../routing/askNews';
import type { Fault } from '../faults/fault';
import type { RehearsalEnd, RehearsalOrder } from './rehearsalOrder';

/** What became of one ask during a rehearsal. Nothing of its text is kept. */
export interface RehearsedAsk {
  readonly use: Use;
  /** Epoch ms. */
  readonly at: number;
  readonly end: 'answered' | 'refused' | 'unanswered' | 'stopped' | 'running';
  /** Who answered, or spoke last. */
  readonly by?: Target;
  /** From the ask to the first word on screen, in milliseconds. */
  readonly firstWordMs?: number;
  /** Targets that were left, and why, in order. */
  readonly left: readonly { readonly target: Target; readonly kind: FailureKind }[];
  /** How a begun answer was taken over, and how many characters stayed. */
  readonly seam?: { readonly mode: SwitchMode; readonly keptChars: number };
}

/** A rehearsal that is over. Instants are epoch ms. */
export interface RehearsalRecord {
  readonly provider: ResolvedProvider;
  readonly fault: Fault;
  readonly phase: FailurePhase;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly how: RehearsalEnd;
  /** Requests that the fault struck. */
  readonly struck: number;
  readonly asks: readonly RehearsedAsk[];
}

type Open = { -readonly [K in keyof RehearsedAsk]: RehearsedAsk[K] };

/** Listens to what becomes of asks from the begin of a rehearsal to its end. */
export class RehearsalRecorder {
  private readonly asks = new Map<string, Open>();
  private readonly startedAt: number;
  private readonly subscription: Disposable;
  private struck = 0;

  constructor(
    private readonly order: RehearsalOrder,
    private readonly clock: Clock,
    onNews: Event<AskNews>,
  ) {
    this.startedAt = clock.now();
    this.subscription = onNews((news) => this.hear(news));
  }

  /** The fault has struck a request. */
  noteStrike(): void {
    this.struck++;
  }

  /** What has happened; nothing is heard any more. */
  end(how: RehearsalEnd): RehearsalRecord {
    this.subscription.dispose();
    const { provider, fault, phase } = this.order;
    const { startedAt, struck } = this;
    return { provider, fault, phase, startedAt, endedAt: this.clock.now(), how, struck, asks: [...this.asks.values()] };
  }

  private hear(news: AskNews): void {
    if (news.t === 'asked') {
      this.asks.set(news.ask, { use: news.use, at: news.at, end: 'running', left: [] });
      return;
    }
    // An ask that was under way when the rehearsal began is none of it.
    const ask = this.asks.get(news.ask);
    if (!ask) return;
    switch (news.t) {
      case 'attempt-failed':
        if (news.left) ask.left = [...ask.left, { target: news.target, kind: news.failure.kind }];
        break;
      case 'switched':
        if (news.mode !== 'before') ask.seam = { mode: news.mode, keptChars: news.keptChars };
        break;
      case 'answered':
        ask.end = news.outcome === 'refused' ? 'refused' : 'answered';
        ask.by = news.target;
        ask.firstWordMs = news.firstWordMs;
        break;
      case 'unanswered':
        ask.end = 'unanswered';
        break;
      case 'stopped':
        ask.end = 'stopped';
        ask.by = news.target;
        ask.firstWordMs = news.firstWordMs;
        break;
      case 'slow':
      case 'given-up':
        break;
    }
  }
}
