import assert from 'node:assert/strict';
import { shownValue } from '../../../src/core/settings/shownValue';
import { SettingWarnings, type SettingWarning } from '../../../src/core/settings/settingWarnings';
import { createRecordingLogger } from '../../support/recordingLogger';

describe('setting warnings', () => {
  it('say each bad value once, in the log and to the user', () => {
    const logger = createRecordingLogger();
    const told: SettingWarning[] = [];
    const warnings = new SettingWarnings(logger, (warning) => told.push(warning));
    const problem = { key: 'understudy.failover.mode', value: 'sometimes', used: '"auto"' };
    warnings.report([problem]);
    warnings.report([problem, { ...problem, value: 'never' }]);
    assert.equal(told.length, 2);
    assert.match(told[0]?.sentence ?? '', /understudy\.failover\.mode.*sometimes.*"auto"/);
    assert.equal(logger.lines[0], 'warn settings.bad key=understudy.failover.mode value=sometimes used="auto"');
  });

  it('name an unknown provider of a route once', () => {
    const told: SettingWarning[] = [];
    const warnings = new SettingWarnings(createRecordingLogger(), (warning) => told.push(warning));
    warnings.reportUnknownProvider('nobody');
    warnings.reportUnknownProvider('nobody');
    assert.equal(told.length, 1);
  });

  it('lead from a place inside a setting to the setting itself', () => {
    const told: SettingWarning[] = [];
    const warnings = new SettingWarnings(createRecordingLogger(), (warning) => told.push(warning));
    warnings.report([{ key: 'understudy.providers.x.type', value: 'y' }]);
    assert.equal(told[0]?.key, 'understudy.providers');
  });
});

describe('a shown value', () => {
  it('hides what is or looks like a secret', () => {
    const key = `sk-ant-${'a1'.repeat(12)}`;
    assert.equal(shownValue(key), '(hidden)');
    assert.equal(shownValue({ apiKey: 'plain', list: [key] }), '{"apiKey":"(hidden)","list":["(hidden)"]}');
    assert.equal(shownValue('https://user:word@host/x'), 'https://(hidden)@host/x');
  });

  it('is one line of at most 80 characters', () => {
    assert.equal(shownValue('a\n b').includes('\n'), false);
    assert.equal(shownValue('word '.repeat(40)).length, 80);
  });
});
