import { numberProperty, property, stringProperty } from '../../providers/causes';
import type { Remembered } from '../../settings/remembered';

/** A download that was begun and has not ended: Ollama keeps what there is of it. */
export interface UnfinishedDownload {
  readonly model: string;
  /** The server that fetches it. */
  readonly origin: string;
  readonly completed: number;
  readonly total: number;
  /** The window in which it was begun, so that this one offers to go on after a reload. */
  readonly window: string;
  /** It was under way when last noted; not so once it was cancelled or has ended without the model. */
  readonly underWay: boolean;
}

const key = 'unfinishedDownloads';

/** More of them nobody can want to go on with. */
const most = 10;

/** Remembers downloads that were cancelled, cut off by a lost network or ended with their window. */
export class UnfinishedDownloads {
  constructor(private readonly remembered: Remembered) {}

  /** Those at an origin, the latest first. */
  at(origin: string): readonly UnfinishedDownload[] {
    return this.all().filter((one) => one.origin === origin);
  }

  /** The one that was under way in a window when that ended. */
  brokenOffIn(window: string): UnfinishedDownload | undefined {
    return this.all().find((one) => one.window === window && one.underWay);
  }

  /** Notes how far a download has come. */
  async note(download: UnfinishedDownload): Promise<void> {
    await this.remembered.set(key, [download, ...this.others(download)].slice(0, most));
  }

  /** Notes that a download is not under way any more, if it is not done. */
  async pause(download: Named): Promise<void> {
    const known = this.all().find((one) => isSame(one, download));
    if (known?.underWay === true) await this.note({ ...known, underWay: false });
  }

  /** Forgets a download: it is done, or nobody wants it any more. */
  async forget(download: Named): Promise<void> {
    const others = this.others(download);
    if (others.length < this.all().length) await this.remembered.set(key, others);
  }

  private others(download: Named): readonly UnfinishedDownload[] {
    return this.all().filter((one) => !isSame(one, download));
  }

  private all(): readonly UnfinishedDownload[] {
    const stored = this.remembered.get(key);
    return Array.isArray(stored) ? stored.flatMap(parse) : [];
  }
}

type Named = Pick<UnfinishedDownload, 'model' | 'origin'>;

function isSame(a: Named, b: Named): boolean {
  return a.model === b.model && a.origin === b.origin;
}

/** An older version may have written something else. */
function parse(stored: unknown): readonly UnfinishedDownload[] {
  const model = stringProperty(stored, 'model');
  const origin = stringProperty(stored, 'origin');
  if (model === undefined || origin === undefined) return [];
  const bytes = (name: string): number => Math.max(0, numberProperty(stored, name) ?? 0);
  return [
    {
      model,
      origin,
      completed: bytes('completed'),
      total: bytes('total'),
      window: stringProperty(stored, 'window') ?? '',
      underWay: property(stored, 'underWay') === true,
    },
  ];
}
