import assert from 'node:assert/strict';
import type { StatusPageIncident } from '../../../src/core/contract/status';
import type { StatusPageReading } from '../../../src/core/health/statusPageReading';
import { statusPageSentence } from '../../../src/core/status/statusPageWords';

const at = (hours: number, minutes: number): number => new Date(2026, 8, 2, hours, minutes).getTime();
const incident: StatusPageIncident = {
  id: 'i',
  title: 'Elevated errors on Claude Sonnet 5.5',
  stage: 'investigating',
  startedAt: at(21, 17),
  models: ['Sonnet 5.5'],
  onComponent: true,
};
const api = { name: 'Claude API (api.anthropic.com)', status: 'partial_outage' } as const;
const fine = { name: api.name, status: 'operational' } as const;
const trouble: StatusPageReading = { state: 'trouble', component: api, incidents: [incident], readAt: at(21, 20) };

const say = (reading: StatusPageReading, models: readonly string[] = ['claude-sonnet-5-5']): string =>
  statusPageSentence(reading, { label: 'Claude', models });

describe('the words about a status page', () => {
  it('quote the incident and say how far it is, and since when', () => {
    assert.equal(say(trouble), '“Elevated errors on Claude Sonnet 5.5”, investigating since 21:17');
  });

  it('know every stage, with and without a beginning', () => {
    const words = (stage: StatusPageIncident['stage'], startedAt?: number): string => {
      const { startedAt: _own, ...rest } = incident;
      const told = { ...rest, stage, ...(startedAt === undefined ? {} : { startedAt }) };
      return say({ state: 'trouble', incidents: [told] }).replace(/^“.*”, /, '');
    };
    assert.deepEqual(
      (['investigating', 'identified', 'monitoring', 'maintenance', 'unknown'] as const).map((stage) => [
        words(stage, at(9, 5)),
        words(stage),
      ]),
      [
        ['investigating since 09:05', 'investigating'],
        ['cause found, began 09:05', 'cause found'],
        ['fix being watched, began 09:05', 'fix being watched'],
        ['maintenance since 09:05', 'maintenance'],
        ['open since 09:05', 'open'],
      ],
    );
  });

  it('say when an incident names other models only', () => {
    const other = { ...incident, title: 'Elevated errors on Claude Sonnet 5', models: ['Sonnet 5'] };
    const reading: StatusPageReading = { state: 'trouble', incidents: [other] };
    assert.equal(
      say(reading),
      '“Elevated errors on Claude Sonnet 5”, investigating since 21:17, not about claude-sonnet-5-5',
    );
    assert.doesNotMatch(say(reading, ['claude-haiku-5-5', 'claude-sonnet-5']), /not about/);
    assert.doesNotMatch(say({ state: 'trouble', incidents: [{ ...other, models: [] }] }), /not about/);
    assert.doesNotMatch(say(reading, []), /not about/);
  });

  it('count what is too much to tell', () => {
    const many = Array.from({ length: 5 }, (_one, index) => ({ ...incident, title: `Trouble ${index}` }));
    assert.match(say({ ...trouble, incidents: many }), /“Trouble 0”.*; “Trouble 1”.*; 3 more$/);
  });

  it('name the part where no incident explains it', () => {
    assert.equal(
      say({ state: 'trouble', component: api, incidents: [] }),
      'Claude API (api.anthropic.com): partial outage',
    );
  });

  it('say that nothing is reported, and what is open that may be about anything', () => {
    const up: StatusPageReading = { state: 'up', component: fine, incidents: [], readAt: at(21, 20) };
    assert.equal(say(up), 'no trouble reported');
    const elsewhere = { ...incident, onComponent: false };
    assert.equal(say({ ...up, incidents: [elsewhere] }), 'no trouble reported');
    const { onComponent: _unsaid, ...unsaid } = incident;
    assert.match(say({ ...up, incidents: [unsaid] }), /^no trouble here, but “Elevated errors/);
  });

  it('never call an unknown page up or down', () => {
    const unknown = (more: Partial<StatusPageReading>): string => say({ state: 'unknown', incidents: [], ...more });
    const sentences = [
      unknown({ doubt: 'unreachable' }),
      unknown({ doubt: 'refused' }),
      unknown({ doubt: 'unreadable' }),
      unknown({ doubt: 'frozen', changedAt: Date.UTC(2026, 4, 8, 10) }),
      unknown({ doubt: 'frozen' }),
      unknown({ doubt: 'unlisted' }),
    ];
    for (const sentence of sentences) assert.match(sentence, /^unknown, /);
    assert.equal(new Set(sentences).size, sentences.length);
    assert.match(sentences[3] ?? '', /2026/);
  });

  it('say of an unreadable page what it showed before, and that this was then', () => {
    assert.equal(
      say({ state: 'unknown', doubt: 'refused', incidents: [incident], readAt: at(21, 20) }),
      'unknown, it can’t be read; at 21:20 it showed “Elevated errors on Claude Sonnet 5.5”, investigating since 21:17',
    );
    assert.match(
      say({ state: 'unknown', doubt: 'unlisted', incidents: [incident], readAt: at(21, 20) }),
      /^unknown, it does not say how Claude is; open there: “Elevated/,
    );
  });
});
