import type { Page } from 'playwright-core';
import { StatusPicker } from '../../test/editor/ui/statusPicker';
import { openStage, type Stage } from '../../test/editor/ui/stage';
import { markdownTable } from '../draw/table';
import { percentile } from './score';

/** What a user waits for ghost text in one situation. */
export interface GhostTimes {
  readonly situation: string;
  /** What the server that answers takes to its first token, in milliseconds; the simulator keeps to it. */
  readonly serverMs: number;
  readonly by: string;
  readonly samples: readonly Sample[];
}

/** One item that was waited for. */
interface Sample {
  /** From the last key to the first frame with ghost text, in milliseconds. */
  readonly ms: number;
  /** Completion requests to Claude and to the local model since the line was begun. */
  readonly toClaude: number;
  readonly toLocal: number;
}

const count = 10;
const episodes = 5;
const keyDelayMs = 40;
const limitMs = 30_000;
const file = 'a.ts';
const start = 'export function add(a: number, b: number) {\n  return a + b;\n}\n\n';
const claudes = 'add(3, 4);';
const locals = 'add(1, 2);';

/** Far later than anything here: the local model is there and never first. */
const neverMs = 25_000;

/**
 * Types into a real VS Code with the packaged extension, against the simulator at fixed latencies, and reads on the page's own
 * clock when the item is drawn. @throws when an item is not the one of the server that should answer.
 */
export async function measureEditor(say: (line: string) => void): Promise<readonly GhostTimes[]> {
  const stage = await openStage({ openFile: file, files: { [file]: start } });
  // The browser takes these signals for itself, and the program would go on without it.
  const stop = (): void => void stage.close().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const { control } = stage.simulator;
    const setScene = (): void => {
      control.script('ollama', { completion: locals });
      control.script('claude', { completion: claudes });
      control.pace({ msPerChunk: 0 });
    };
    setScene();
    await stage.chat.setUpClaude('Yes');
    await stage.window.workbench.openFile(file);
    await watchGhost(stage.window.workbench.page);
    const found: GhostTimes[] = [];
    const add = (times: GhostTimes): void => {
      found.push(times);
      say(
        `${times.situation}, ${times.serverMs} ms: ${times.samples.map(({ ms, toClaude, toLocal }) => `${Math.round(ms)} (${toClaude}, ${toLocal})`).join(' ')}`,
      );
    };
    const typist = new Typist(stage);
    control.pace({ firstMs: neverMs }, 'ollama');
    await typist.sample(claudes); // Loads the pipeline and the SDK.
    for (const serverMs of [0, 150, 450]) {
      control.pace({ firstMs: serverMs }, 'claude');
      add({ situation: 'healthy', serverMs, by: 'Claude', samples: await typist.sampleMany(count, claudes) });
    }
    control.pace({ firstMs: 0 }, 'claude');
    for (const [fault, words] of [
      ['overloaded', 'failover: Claude answers 529'],
      ['stall', 'failover: Claude is silent'],
    ] as const) {
      const samples: Sample[] = [];
      for (let episode = 0; episode < episodes; episode++) {
        control.pace({ firstMs: 150 }, 'ollama');
        control.set({
          service: 'claude',
          fault,
          use: 'completion',
          ...(fault === 'stall' ? { phase: 'headers' } : {}),
        });
        samples.push(await typist.sample(locals));
        control.heal();
        control.pace({ firstMs: neverMs }, 'ollama');
        // Silence that the hedge covered is no evidence: nothing is open then.
        if (fault === 'overloaded') await typist.bringBack();
        else await typist.sample(claudes);
      }
      add({ situation: words, serverMs: 150, by: 'the local model', samples });
    }
    control.pace({ firstMs: 150 }, 'ollama');
    control.set({ service: 'claude', fault: 'overloaded', use: 'completion' });
    await typist.sample(locals);
    add({ situation: 'breaker open', serverMs: 150, by: 'the local model', samples: await typist.sampleOpen(count) });
    return found;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    await stage.close();
  }
}

/** How long ghost text takes in each situation, and how much of the median is not the server's. */
export function ghostTable(times: readonly GhostTimes[]): string {
  const head = [
    'situation',
    'item by',
    'its first token after',
    'last key to ghost text, median',
    'best',
    'worst',
    'less the server',
    'requests per item, Claude + local',
    'items',
  ];
  const rows = times.map(({ situation, serverMs, by, samples }) => {
    const ms = samples.map((one) => one.ms);
    const per = (of: (one: Sample) => number): string =>
      (samples.reduce((sum, one) => sum + of(one), 0) / samples.length).toFixed(1);
    return [
      situation,
      by,
      `${serverMs} ms`,
      `${percentile(ms, 0.5).toFixed(0)} ms`,
      `${Math.min(...ms).toFixed(0)} ms`,
      `${Math.max(...ms).toFixed(0)} ms`,
      `${(percentile(ms, 0.5) - serverMs).toFixed(0)} ms`,
      `${per(({ toClaude }) => toClaude)} + ${per(({ toLocal }) => toLocal)}`,
      String(samples.length),
    ];
  });
  return markdownTable(head, rows, 2);
}

class Typist {
  private lines = 0;

  constructor(private readonly stage: Stage) {}

  async sampleMany(wanted: number, expected: string): Promise<readonly Sample[]> {
    const found: Sample[] = [];
    while (found.length < wanted) found.push(await this.sample(expected));
    return found;
  }

  /** Samples during which nobody asked Claude: a breaker lets a probe through from time to time. */
  async sampleOpen(wanted: number): Promise<readonly Sample[]> {
    const found: Sample[] = [];
    for (let tries = 0; found.length < wanted && tries < 3 * wanted; tries++) {
      const one = await this.sample(locals);
      if (one.toClaude === 0) found.push(one);
    }
    return found;
  }

  /** Types the beginning of a line nobody has typed before, waits for the item and dismisses it. */
  async sample(expected: string): Promise<Sample> {
    const { page } = this.stage.window.workbench;
    const { journal } = this.stage.simulator.control;
    const from = journal.requests.length;
    this.lines += 1;
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type(`const value${this.lines} = `, { delay: keyDelayMs });
    const { ms, text } = await page.evaluate(readGhost, limitMs);
    if (text.replaceAll(/\s/g, '') !== expected.replaceAll(/\s/g, ''))
      throw new Error(`shown instead of ${expected}: ${text}`);
    await page.keyboard.press('Escape');
    const asked = journal.requests.slice(from).filter(({ use }) => use === 'completion');
    const toClaude = asked.filter(({ service }) => service === 'claude').length;
    return { ms, toClaude, toLocal: asked.length - toClaude };
  }

  /** Lets the user try Claude again, until its completions are Claude's. */
  async bringBack(): Promise<void> {
    const { workbench } = this.stage.window;
    await new StatusPicker(workbench).act('claude-haiku-5-5', 'Try Claude now');
    await workbench.openFile(file);
    await this.sample(claudes);
  }
}

/** Notes on the page when the last key went down and when ghost text was first drawn after it. */
async function watchGhost(page: Page): Promise<void> {
  // What runs tsx names functions by a helper of its own, which a page does not have.
  await page.evaluate('globalThis.__name = (one) => one');
  await page.evaluate(() => {
    const seen = { keyAt: 0, shownAt: 0 };
    Object.assign(globalThis, { seenGhost: seen });
    const note = (): void => {
      seen.keyAt = performance.now();
      seen.shownAt = 0;
    };
    document.addEventListener('keydown', note, true);
    const look = (): void => {
      if (seen.shownAt === 0 && document.querySelector('.ghost-text-decoration')) seen.shownAt = performance.now();
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Runs on the page: waits for ghost text and tells how long after the last key it was drawn. */
function readGhost(limit: number): Promise<{ readonly ms: number; readonly text: string }> {
  const { seenGhost } = globalThis as unknown as { seenGhost: { keyAt: number; shownAt: number } };
  const deadline = performance.now() + limit;
  return new Promise((resolve) => {
    const look = (): void => {
      const pieces = [...document.querySelectorAll('.ghost-text-decoration')].map((piece) => piece.textContent);
      if (seenGhost.shownAt > 0 || performance.now() > deadline) {
        resolve({ ms: seenGhost.shownAt - seenGhost.keyAt, text: pieces.join('') });
        return;
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
