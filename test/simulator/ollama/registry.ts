import { createHash } from 'node:crypto';
import type { ShelfModel } from './shelf';

/** A layer of a model on offer. */
export interface RegistryLayer {
  readonly digest: string;
  readonly size: number;
}

/** What comes beside the weights of every model: template, parameters and configuration. */
const smallLayers = [358, 84, 491];

/** A blob that the server is fetching or has begun to fetch. */
export interface Blob extends RegistryLayer {
  completed: number;
  /** Streams that follow it; nobody fetches for nobody. */
  readers: number;
}

const gigabyte = 1_000_000_000;

/** What can be pulled besides what is on the shelf from the start. */
const others: readonly ShelfModel[] = [
  { name: 'gemma3:1b', size: 0.8 * gigabyte, family: 'gemma3', parameters: '999.89M', capabilities: ['completion'] },
  {
    name: 'gemma4:e2b',
    size: 7.2 * gigabyte,
    family: 'gemma4',
    parameters: '5.1B',
    capabilities: ['completion', 'vision', 'audio', 'tools', 'thinking'],
  },
  {
    name: 'gemma4:26b',
    size: 18 * gigabyte,
    family: 'gemma4',
    parameters: '25.8B',
    capabilities: ['completion', 'vision', 'tools', 'thinking'],
  },
];

/**
 * The registry behind the simulated Ollama and the network to it, and what the server has fetched so far. Bytes are counted,
 * not sent.
 */
export class SimulatedRegistry {
  /** What can be pulled. */
  models: readonly ShelfModel[];
  bytesPerSecond = 4 * gigabyte;
  /** Milliseconds between two lines; the real server's are 60 apart. */
  tickMs = 20;
  /** Set: the server cannot get at the registry; a download under way breaks off. */
  isLost = false;
  /** Set: the connection to the client is torn once so many bytes of a model are there. Once. */
  tearAfterBytes: number | undefined;
  /** Bytes the disk of the server has room for. */
  diskBytes = Infinity;
  /** The most pulls that ran at the same time. */
  mostAtOnce = 0;
  private running = 0;
  private blobs = new Map<string, Blob>();

  /** Offers what is on the shelf from the start, and more. */
  constructor(private readonly shelf: readonly ShelfModel[]) {
    this.models = [...shelf.filter(({ remoteHost }) => remoteHost === undefined), ...others];
  }

  /** The model of this name; `x` means `x:latest`. */
  find(name: string): ShelfModel | undefined {
    return this.models.find((model) => model.name === name || model.name === `${name}:latest`);
  }

  /** The layers of a model, the weights first as in a real manifest. */
  layersOf(model: ShelfModel): readonly Blob[] {
    const small = smallLayers.map((size, at) => this.blob(`${model.name} ${at}`, size));
    const weights = Math.round(model.size) - smallLayers.reduce((sum, size) => sum + size, 0);
    return [this.blob(model.name, weights), ...small];
  }

  /** Notes a pull that begins; the result ends it. */
  enter(): () => void {
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    return () => void (this.running -= 1);
  }

  /** Back to the beginning. */
  reset(): void {
    Object.assign(this, new SimulatedRegistry(this.shelf));
  }

  private blob(seed: string, size: number): Blob {
    const digest = `sha256:${createHash('sha256').update(seed).digest('hex')}`;
    const known = this.blobs.get(digest) ?? { digest, size, completed: 0, readers: 0 };
    this.blobs.set(digest, known);
    return known;
  }
}
