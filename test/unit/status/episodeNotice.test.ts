import assert from 'node:assert/strict';
import type { StatusSnapshot, TargetStatus } from '../../../src/core/contract/status';
import { episodeNotice } from '../../../src/core/status/episodeNotice';

const common = { use: 'chat', setUp: true } as const;
const claude: TargetStatus = {
  ...common,
  provider: 'claude',
  label: 'Claude',
  model: 'sonnet',
  local: false,
  state: 'open',
  reasonText: 'overloaded',
};
const gemma: TargetStatus = {
  ...common,
  provider: 'ollama',
  label: 'Ollama',
  model: 'gemma4:e4b',
  local: true,
  state: 'closed',
};
const away: StatusSnapshot = {
  version: 1,
  situation: 'elsewhere',
  text: '',
  chat: {
    first: claude,
    current: gemma,
    episode: { id: 'one', provider: 'claude', startedAt: 1, reason: 'overloaded' },
  },
  completions: {},
  targets: [claude, gemma],
  network: 'ok',
};

describe('the notice of an episode', () => {
  it('says who is away, why, and who answers', () => {
    const sentence = 'Claude: overloaded. Gemma 4 answers until Claude is back.';
    assert.deepEqual(episodeNotice(away), { episode: 'one', sentence });
    assert.equal(episodeNotice({ ...away, situation: 'offline' })?.episode, 'one');
  });

  it('has the reason of the episode when the first choice is only waited for', () => {
    const ready = { ...claude, reasonText: undefined, state: 'unknown' as const };
    assert.match(episodeNotice({ ...away, targets: [ready, gemma] })?.sentence ?? '', /^Claude: overloaded\./);
  });

  it('is none while nobody answers, a model loads, or the user wanted it so', () => {
    for (const situation of ['nobody', 'loading', 'pinned', 'local-only', 'first'] as const)
      assert.equal(episodeNotice({ ...away, situation }), undefined, situation);
  });

  it('is none for an episode that began in another window or before a reload, where it was told', () => {
    const episode = { id: 'one', provider: 'claude', startedAt: 1, reason: 'overloaded', inherited: true } as const;
    assert.equal(episodeNotice({ ...away, chat: { ...away.chat, episode } }), undefined);
  });

  it('is none for a lost login, which has its own: also before anybody has looked at the files', () => {
    const episode = { id: 'one', provider: 'claude', startedAt: 1, reason: 'login-lost' } as const;
    const early: StatusSnapshot = { ...away, chat: { ...away.chat, episode } };
    assert.equal(episodeNotice(early), undefined);
    const login = { state: 'lost', lamps: [], kind: 'subscription', toBeRenewed: false, hasProgram: true } as const;
    assert.equal(episodeNotice({ ...early, login }), undefined);
  });

  it('is none for an episode of completions only', () => {
    const { episode, ...chat } = away.chat;
    assert.equal(episodeNotice({ ...away, chat, completions: { episode } }), undefined);
  });
});
