import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/emitter';
import { buildSnapshot } from '../../../src/core/status/snapshot';
import { StatusSource } from '../../../src/editor/statusSource';
import { createFakeClock } from '../../support/fakeClock';
import { createRecordingLogger } from '../../support/recordingLogger';
import { settingsOf } from '../../support/routingWorld';

describe('the status source', () => {
  it('logs a listener that throws and tells the rest', async () => {
    const clock = createFakeClock();
    const logger = createRecordingLogger();
    const changed = new Emitter<void>();
    const none = { entries: [] };
    const nothing = { chat: none, completions: none, localOnly: false, moving: settingsOf(), network: 'ok' } as const;
    const engine = { snapshot: () => buildSnapshot(nothing), onDidChange: changed.event };
    const source = new StatusSource(engine, clock, logger);
    let told = 0;
    source.onDidChange(() => assert.fail('broken'));
    source.onDidChange(() => told++);
    changed.fire();
    await clock.advance(100);
    assert.equal(told, 1);
    assert.equal(logger.lines.length, 1);
    assert.match(logger.lines[0] ?? '', /error emitter.listenerFailed .*broken/);
    source.dispose();
    assert.equal(changed.size, 0);
  });
});
