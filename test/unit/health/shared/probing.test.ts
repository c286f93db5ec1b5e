import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/emitter';
import { toDisposable } from '../../../../src/core/base/disposable';
import { silentLogger } from '../../../../src/core/base/logger';
import { HealthMonitor } from '../../../../src/core/health/monitor';
import { SharedHealth } from '../../../../src/core/health/shared/sharedHealth';
import type { HealthFile } from '../../../../src/core/health/shared/ports';
import { durations } from '../../../../src/core/routing/durations';
import { createFakeClock, settle } from '../../../support/fakeClock';
import { targetOf } from '../../../support/healthWorld';
import { resolvedProvider } from '../../../support/providerRows';
import { failureOf } from '../../../support/scriptedProvider';
import { createFakeHealthFile, createFakeLeaseFolder } from '../../../support/windowsWorld';

const claude = resolvedProvider('claude');
const target = targetOf(claude);
const overloaded = { t: 'failure', failure: failureOf('overloaded'), left: true } as const;

/** Two windows that know of the same outage, whose time has run out. The second one is not told of writes: it has to read. */
async function createDue() {
  const clock = createFakeClock();
  const file = createFakeHealthFile();
  const leases = createFakeLeaseFolder(() => clock.now());
  let writing = Promise.resolve();
  const slow: HealthFile = {
    read: () => file.read(),
    write: async (text) => {
      await writing;
      await file.write(text);
    },
    watch: () => toDisposable(() => undefined),
  };
  const open = () => {
    const health = new HealthMonitor({ clock, random: () => 1, durations, logger: silentLogger });
    const shared = new SharedHealth({
      ports: async () => ({ file: slow, leases, bondOf: async () => 'bond' }),
      pages: { looks: () => [], adopt: () => undefined, onDidRefresh: new Emitter<void>().event },
      ...{ health, clock, random: () => 0, durations, logger: silentLogger },
      resolved: (id) => (id === 'claude' ? claude : undefined),
      first: () => undefined,
      rehearsed: () => undefined,
    });
    return { health, shared, probe: () => shared.acquire(target, claude, 'normal') };
  };
  const [first, second] = [open(), open()];
  await first.shared.catchUp();
  first.health.acquire(target, claude, 'normal')?.settle(overloaded);
  await first.shared.flush();
  await second.shared.catchUp();
  await clock.advance(20_000);
  for (const { health } of [first, second]) assert.equal(health.standing(target, claude).kind, 'due');
  /** Writes wait from now on, until the result is called. */
  const holdWrites = (): (() => void) => {
    const gate = Promise.withResolvers<void>();
    writing = gate.promise;
    return gate.resolve;
  };
  return { first, second, holdWrites };
}

describe('the right to probe, between windows', () => {
  it('is one window’s until its probe has ended', async () => {
    const { first, second } = await createDue();
    const permit = await first.probe();
    assert.equal(permit?.kind, 'probe');
    assert.equal(await second.probe(), undefined);
    permit.settle({ t: 'neutral' });
    await settle();
    assert.equal((await second.probe())?.kind, 'probe');
  });

  it('goes back only once the outcome can be read', async () => {
    const { first, second, holdWrites } = await createDue();
    const permit = await first.probe();
    const write = holdWrites();
    permit?.settle(overloaded);
    await settle();
    assert.equal(await second.probe(), undefined, 'the outcome is not written');
    assert.equal(second.health.standing(target, claude).kind, 'due', 'and not known');
    write();
    await settle();
    assert.ok(await second.shared.takeProbe(), 'the right is free');
  });

  it('is of no use to a window that did not know of an outcome which has been written: it reads before it probes', async () => {
    const { first, second } = await createDue();
    (await first.probe())?.settle(overloaded);
    await settle();
    assert.equal(second.health.standing(target, claude).kind, 'due', 'nobody has told it');
    assert.equal(await second.probe(), undefined);
    assert.equal(second.health.standing(target, claude).kind, 'blocked');
    assert.ok(await first.shared.takeProbe(), 'the right was given back');
  });

  it('is not needed once another window has found the target well', async () => {
    const { first, second } = await createDue();
    (await first.probe())?.settle({ t: 'success' });
    await settle();
    assert.equal((await second.probe())?.kind, 'normal');
    assert.ok(await first.shared.takeProbe(), 'the right was given back');
  });
});
