/*
 * What warming is worth: how long the first answer of a stand-in takes to its first word when Claude is overloaded, with the
 * model out of memory, loaded at Claude's first failure (`keepWarm` as it comes), and in memory already. Through the product's
 * own engine, on a real Ollama where OLLAMA_HOST answers, else on llama.cpp; Claude is the simulator. The three take turns
 * in one run, so that their ratios say something on a machine of any speed and load. Run: npm run bench:warm [-- runs]
 */
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createRealWorld } from '../test/support/realWorld';
import { findStandIn, type StandIn } from './warm/standIns';

const runs = Number(process.argv[2] ?? 10);
const { signal } = new AbortController();

type Mode = 'cold' | 'on trouble' | 'warm';

/** From the question, and from the moment Claude was left, to the first word; milliseconds. */
interface Figures {
  readonly askedMs: number;
  readonly leftMs: number;
}

async function firstWord(standIn: StandIn, mode: Mode): Promise<Figures> {
  const { provider, baseUrl, model } = standIn;
  let lastClaudeAt = 0;
  const world = await createRealWorld({
    scale: 1,
    settings: { keepWarm: mode === 'on trouble' ? 'onTrouble' : 'never', chatRoute: ['claude', provider] },
    onTraffic: (what, url) => {
      if (what === 'response' && url.endsWith('/v1/messages')) lastClaudeAt = performance.now();
    },
  });
  const { claude } = world.settings.providers;
  world.settings = {
    ...world.settings,
    providers: { ...(claude ? { claude } : {}), [provider]: { baseUrl: [baseUrl], chatModel: model } },
  };
  world.simulator.control.set({ service: 'claude', fault: 'overloaded' });
  try {
    await standIn.cool(signal);
    const startedAt = performance.now();
    await standIn.begin(signal);
    const startMs = mode === 'warm' ? 0 : performance.now() - startedAt;
    await world.engine.local.refresh(provider, signal);
    if (mode === 'warm') await world.engine.registry.localModels(provider)?.load(model, signal);
    const asking = new AbortController();
    const ask = {
      use: 'chat',
      id: 'ask',
      system: '',
      instructions: [],
      turns: [{ role: 'user', text: question }],
    } as const;
    const askedAt = performance.now();
    for await (const event of world.engine.router.chat(ask, asking.signal)) {
      if (event.t === 'failed') throw new Error(`nobody answered: ${JSON.stringify(event)}`);
      if (event.t !== 'text') continue;
      const now = performance.now();
      return { askedMs: now - askedAt + startMs, leftMs: now - lastClaudeAt + startMs };
    }
    throw new Error('an answer without a word');
  } finally {
    await world.stop();
  }
}

const question = 'How do I read a file line by line?';

const standIn = await findStandIn();
if (typeof standIn === 'string') {
  console.log(`SKIPPED: ${standIn}`);
} else {
  const modes: readonly Mode[] = standIn.loadsOnDemand ? ['cold', 'on trouble', 'warm'] : ['cold', 'warm'];
  const figures = new Map<Mode, Figures[]>(modes.map((mode) => [mode, []]));
  try {
    for (let run = 0; run <= runs; run++) {
      for (const mode of modes) {
        const found = await firstWord(standIn, mode);
        // The first round fills the caches of disk and SDK for all of them.
        if (run > 0) figures.get(mode)?.push(found);
      }
    }
  } finally {
    await standIn.stop();
  }
  report(standIn, figures);
}

function report({ name }: StandIn, figures: ReadonlyMap<Mode, readonly Figures[]>): void {
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${name}; ${runs} runs each, taking turns; load ${load} on this machine\n`);
  console.log('| the model | from the question, median | worst | after Claude was left, median | worst |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  const median = (of: readonly number[]): number =>
    of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  const left = new Map<Mode, number>();
  for (const [mode, all] of figures) {
    const [asked, after] = [all.map(({ askedMs }) => askedMs), all.map(({ leftMs }) => leftMs)];
    left.set(mode, median(after));
    const cells = [ms(median(asked)), ms(Math.max(...asked)), ms(median(after)), ms(Math.max(...after))];
    console.log(`| ${mode} | ${cells.join(' | ')} |`);
  }
  const warm = left.get('warm') ?? Number.NaN;
  for (const [mode, value] of left) {
    if (mode !== 'warm') console.log(`${mode} : warm = ${(value / warm).toFixed(1)} : 1`);
  }
}
