import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/emitter';
import { HealthMonitor } from '../../../../src/core/health/monitor';
import { formatHealth } from '../../../../src/core/health/shared/healthText';
import type { SharedPorts } from '../../../../src/core/health/shared/ports';
import { SharedHealth } from '../../../../src/core/health/shared/sharedHealth';
import { durations } from '../../../../src/core/routing/durations';
import type { ResolvedProvider } from '../../../../src/core/providers/provider';
import { createFakeClock, settle } from '../../../support/fakeClock';
import { targetOf } from '../../../support/healthWorld';
import { resolvedProvider } from '../../../support/providerRows';
import { createRecordingLogger } from '../../../support/recordingLogger';
import { failureOf } from '../../../support/scriptedProvider';
import { createFakeHealthFile, createFakeLeaseFolder } from '../../../support/windowsWorld';

/** A window whose sharing cannot be loaded until `repair`. */
function createAlone() {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const random = (): number => 1;
  const health = new HealthMonitor({ clock, random, durations, logger });
  const leases = createFakeLeaseFolder(() => clock.now());
  const file = createFakeHealthFile();
  const claude = resolvedProvider('claude');
  const keysRead: string[] = [];
  const bondOf = async ({ id }: ResolvedProvider): Promise<string> => {
    keysRead.push(id);
    return 'bond';
  };
  const shares: SharedPorts = { file, leases, bondOf };
  let isBroken = true;
  const pages = { looks: () => [], adopt: () => undefined, onDidRefresh: new Emitter<void>().event };
  const shared = new SharedHealth({
    ports: async () => {
      if (isBroken) throw new Error('EMFILE: too many open files');
      return shares;
    },
    ...{ health, pages, clock, random, durations, logger },
    resolved: (id) => (id === 'claude' ? claude : undefined),
    first: () => undefined,
    rehearsed: () => undefined,
  });
  const repair = (): void => {
    isBroken = false;
  };
  return { clock, logger, health, leases, shared, repair, file, keysRead };
}

describe('a window whose shared health cannot be loaded', () => {
  it('is alone: it reads, writes and ends without a word, and says so once in the log', async () => {
    const { clock, logger, shared } = createAlone();
    await clock.advance(durations.firstLookMs);
    await shared.catchUp();
    await shared.flush();
    await shared.catchUp();
    shared.dispose();
    await settle();
    assert.deepEqual(
      logger.lines.filter((line) => line.includes('health.alone')),
      ['error health.alone error="Error: EMFILE: too many open files"'],
    );
  });

  it('still asks a provider that is due for a probe', async () => {
    const { clock, health, shared } = createAlone();
    const claude = resolvedProvider('claude');
    const target = targetOf(claude);
    const failure = { ...failureOf('overloaded'), retryAfterMs: 1_000 };
    for (let count = 0; count < 5; count += 1) {
      health.acquire(target, claude, 'last-resort')?.settle({ t: 'failure', failure, left: true });
    }
    await clock.advance(60_000);
    assert.equal(health.standing(target, claude).kind, 'due');
    const permit = await shared.acquire(target, claude, 'normal');
    assert.equal(permit?.kind, 'probe');
  });

  it('is refused no right, and shares again as soon as that can be loaded', async () => {
    const { leases, shared, repair } = createAlone();
    assert.ok(await shared.takeProbe());
    assert.ok(await shared.takeLook());
    assert.equal(leases.entries.size, 0);
    repair();
    assert.ok(await shared.takeProbe());
    assert.equal(leases.entries.size, 1);
  });
});

describe('a window that has just started', () => {
  /** One whose file holds a refused key. */
  function createStarted() {
    const world = createAlone();
    world.repair();
    const mark = {
      reason: 'auth',
      since: world.clock.now(),
      wayBack: { t: 'event' },
      trial: 'none',
      confirmed: true,
    } as const;
    const known = { k: 'mark', provider: 'claude', slot: 'credential', mark } as const;
    world.file.text = formatHealth([{ at: world.clock.now(), known, bond: 'bond' }], world.clock.now());
    return world;
  }

  it('reads no key until the start is over', async () => {
    const { clock, keysRead } = createStarted();
    await clock.advance(durations.firstLookMs - 1);
    assert.deepEqual(keysRead, []);
    await clock.advance(1);
    assert.deepEqual(keysRead, ['claude']);
  });

  it('knows with its first ask, however early, what the file holds', async () => {
    const { clock, health, shared } = createStarted();
    await clock.advance(1);
    await shared.catchUp();
    const claude = resolvedProvider('claude');
    assert.equal(health.standing(targetOf(claude), claude).kind, 'blocked');
  });
});
