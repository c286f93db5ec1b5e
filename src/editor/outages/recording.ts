import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../core/base/disposable';
import type { LogFolder } from '../../core/outages/log/logFolder';
import { OutageLog } from '../../core/outages/log/outageLog';
import { Recorder } from '../../core/outages/log/recorder';
import type { OutagesDeps } from './deps';

/** The outage log as this window writes it: all of it that an ask loads. */
export class Recording implements Disposable {
  readonly log: OutageLog;
  readonly recorder: Recorder;

  constructor(deps: Pick<OutagesDeps, 'clock' | 'durations' | 'logger' | 'engine'>, folder: LogFolder) {
    const { clock, durations, logger, engine } = deps;
    this.log = new OutageLog({ folder, clock, durations, logger, window: randomUUID().slice(0, 13) });
    this.recorder = new Recorder({
      log: this.log,
      clock,
      durations,
      isRehearsed: (provider) => engine.rehearsal.current?.provider === provider,
    });
  }

  dispose(): void {
    this.recorder.dispose();
    this.log.dispose();
  }
}
