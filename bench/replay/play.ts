import { sleep } from '../../src/core/base/async';
import { createChance, type Chance } from './chance';
import { Internet } from './internet';
import type { Player, Policy } from './policy';
import type { Trouble } from './readings';
import { compare, Screen } from './screen';
import { createSimClock, type SimClock } from './simClock';
import { wholeAnswerMs } from './speeds';
import { Timeline, type Weather } from './timeline';
import { asksIn, type Rate, type Session, type UserAsk } from './workload';

/** What became of one ask. */
export interface Result {
  readonly ask: UserAsk;
  /** Asked while an incident of the first choice was on. */
  readonly inIncident: boolean;
  readonly isAnswered: boolean;
  readonly byFirst: boolean;
  /** Beyond what a healthy first choice takes, in milliseconds; for an ask without an answer, all the time spent on it. */
  readonly lostMs: number;
  readonly lostChars: number;
  readonly doubledChars: number;
  /** Characters that stay readable above a restarted answer. */
  readonly foldedChars: number;
  /** The answer or its error said that key or credit is at fault. */
  readonly wronglyBlamed: boolean;
  /** The status line said so. */
  readonly wrongStatus: boolean;
}

/** A session played with one policy. */
export interface Played {
  readonly results: readonly Result[];
  readonly toSick: number;
  readonly requests: number;
}

/** Everything that makes a run what it is. */
export interface Setting {
  readonly seed: number;
  readonly rate: Rate;
  readonly route: readonly string[];
  readonly weather: Weather;
}

/** The user's habits, the same for every policy. Lengths are milliseconds. */
const habits = {
  /** Without a new character for so long the user presses Stop. */
  patienceMs: 60_000,
  /** After an error, or a stop, the user reads it and sends the same again. */
  againAfterMs: 15_000,
  /** So often; then the user gives up. */
  againMost: 3,
  /** A completion that comes later meets other code. */
  completionMs: 5_000,
};

/** Words that blame the user's key or account. In every replayed incident both were good. */
const blame = /invalid x-api-key|credit balance is too low|does not accept your key|credit is used up/i;
const blameInStatus = /key refused|out of credit/i;

/** Plays one session: the same asks, faults and speeds for whichever policy. */
export async function playSession(
  session: Session,
  troubles: readonly Trouble[],
  policy: Policy,
  setting: Setting,
): Promise<Played> {
  // Sessions have draws of their own: ask 7 of one day is not ask 7 of another.
  const chance = createChance(Math.imul(setting.seed, 0x9e3779b1) ^ Math.floor(session.from / 60_000));
  const clock = createSimClock(session.from);
  const asks = asksIn(session, setting.rate, chance);
  const timeline = new Timeline(troubles, chance, setting.weather);
  const internet = new Internet(clock, timeline, chance, asks);
  const player = policy.start({ clock, internet, route: setting.route, seed: setting.seed });
  const results: Result[] = [];
  let left = asks.length;
  const [first = ''] = setting.route;
  for (const ask of asks) {
    const inIncident = timeline.isSick(first, ask.use, ask.at);
    clock.schedule(ask.at - session.from, () => {
      void new AskPlay(ask, inIncident, player, clock, chance, first).play().then((result) => {
        results.push(result);
        left -= 1;
      });
    });
  }
  await clock.play(() => left === 0);
  player.dispose();
  return { results: results.toSorted((a, b) => a.ask.index - b.ask.index), ...internet.traffic };
}

/** One ask with the user in front of it. */
class AskPlay {
  private lost = 0;
  private doubled = 0;
  private folded = 0;
  private isBlamed = false;
  private isStatusWrong = false;

  constructor(
    private readonly ask: UserAsk,
    private readonly inIncident: boolean,
    private readonly player: Player,
    private readonly clock: SimClock,
    private readonly chance: Chance,
    private readonly first: string,
  ) {}

  async play(): Promise<Result> {
    const { ask, clock } = this;
    const startedAt = clock.now();
    for (let again = 0; ; again++) {
      const { by, switched, isAnswered } = await this.oneTry();
      const isOver = isAnswered || ask.use === 'completion' || again >= habits.againMost;
      if (!isOver) {
        await sleep(clock, habits.againAfterMs, new AbortController().signal);
        continue;
      }
      const tookMs = clock.now() - startedAt;
      return {
        ask,
        inIncident: this.inIncident,
        isAnswered,
        byFirst: isAnswered && !switched && by === this.first,
        lostMs: isAnswered ? Math.max(0, tookMs - this.healthyMs()) : tookMs,
        lostChars: this.lost,
        doubledChars: this.doubled,
        foldedChars: this.folded,
        wronglyBlamed: this.isBlamed,
        wrongStatus: this.isStatusWrong,
      };
    }
  }

  private async oneTry(): Promise<{ readonly by?: string; readonly switched: boolean; readonly isAnswered: boolean }> {
    const { ask, clock, player } = this;
    const stop = new AbortController();
    let watch = clock.schedule(this.patienceMs, () => stop.abort());
    const screen = new Screen(() => {
      if (ask.use === 'completion') return;
      watch.dispose();
      watch = clock.schedule(this.patienceMs, () => stop.abort());
    });
    const told = await player.answer(ask, screen, stop.signal);
    watch.dispose();
    const { missing, doubled } = compare(screen.text, ask.due);
    const isAnswered =
      ask.use === 'chat'
        ? told.isComplete && missing <= 0.01 * ask.due.length
        : told.isComplete && screen.text.includes(ask.due);
    if (ask.use === 'chat') {
      // Without an answer, what had been shown is what the user has to do without.
      this.lost += isAnswered ? missing : screen.text.length + screen.folded;
      this.doubled += isAnswered ? doubled : 0;
      this.folded += isAnswered ? screen.folded : 0;
      this.isBlamed ||= screen.sentences.some((sentence) => blame.test(sentence));
      this.isStatusWrong ||= blameInStatus.test(player.status?.() ?? '');
    }
    return { ...told, isAnswered };
  }

  private get patienceMs(): number {
    return this.ask.use === 'chat' ? habits.patienceMs : habits.completionMs;
  }

  /** What the first request to a healthy first choice would have taken: the same draws as its real one. */
  private healthyMs(): number {
    const { first } = this;
    const names = [first, this.ask.index, 1];
    const chances = [this.chance('first', ...names), this.chance('first2', ...names)] as const;
    return wholeAnswerMs(first, this.ask.use, this.ask.due.length, ...chances);
  }
}
