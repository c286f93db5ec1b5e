import type { Use } from '../../src/core/contract/target';
import { drawFault } from './blends';
import type { Chance } from './chance';
import type { Trouble } from './readings';

/** The shortest and the longest wave, and pause between two, in milliseconds: public posts tell of recurrences within the hour. */
const waveMs = { least: 3 * 60_000, most: 15 * 60_000 };

/** What differs between a replay and its sensitivities. */
export interface Weather {
  /** Multiplies every share of failing requests. */
  readonly severity: number;
  /** Only failures that an error status tells of; streams that begin also end. */
  readonly plain: boolean;
}

/** A request as the timeline must know it; the names make its chance its own. */
export interface Request {
  readonly service: string;
  readonly use: Use | 'free';
  readonly at: number;
  readonly names: readonly (string | number)[];
}

/** How a request fails. `after`: where in the answer, as a share of its length. */
export interface Strike {
  readonly fault: string;
  readonly phase: ReturnType<typeof drawFault>['phase'];
  readonly after: number;
}

/** Who fails when. */
export class Timeline {
  private readonly waves: ReadonlyMap<Trouble, readonly number[]>;

  constructor(
    private readonly troubles: readonly Trouble[],
    private readonly chance: Chance,
    private readonly weather: Weather,
  ) {
    this.waves = new Map(troubles.map((trouble) => [trouble, this.bordersOf(trouble)]));
  }

  /** Whether an incident of this service is on, for any request of this use. */
  isSick(service: string, use: Use | 'free', now: number): boolean {
    return this.at(service, use, now).length > 0;
  }

  /** How this request fails, or `undefined` if it does not. */
  strike({ service, use, at, names }: Request): Strike | undefined {
    for (const trouble of this.at(service, use, at)) {
      if (this.chance('fails', service, ...names) >= this.share(trouble, at)) continue;
      const blend = this.weather.plain && trouble.blend === 'elevated' ? 'plain' : trouble.blend;
      const { fault, phase } = drawFault(blend, this.chance, service, ...names);
      return { fault, phase, after: 0.05 + 0.9 * this.chance('after', service, ...names) };
    }
    return undefined;
  }

  /** The share of requests that fail at this instant. */
  share(trouble: Trouble, now: number): number {
    const { hardUntil = 0, softFrom = Number.POSITIVE_INFINITY, hard, soft } = trouble;
    const passed = (this.waves.get(trouble) ?? []).filter((border) => border <= now).length;
    const isHard = now < hardUntil || (now < softFrom && passed % 2 === 0);
    return (isHard ? hard : soft) * this.weather.severity;
  }

  private at(service: string, use: Use | 'free', now: number): readonly Trouble[] {
    return this.troubles.filter(
      (trouble) =>
        trouble.service === service &&
        trouble.from <= now &&
        now < trouble.until &&
        (trouble.use === undefined || use === 'free' || trouble.use === use),
    );
  }

  /** The instants at which a wave ends or begins; the first one begins with the incident. */
  private bordersOf(trouble: Trouble): readonly number[] {
    const borders: number[] = [];
    for (let border = trouble.from; border < trouble.until;) {
      border += waveMs.least + (waveMs.most - waveMs.least) * this.chance('wave', trouble.incident, borders.length);
      borders.push(border);
    }
    return borders;
  }
}
