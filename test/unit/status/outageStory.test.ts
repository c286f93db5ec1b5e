import assert from 'node:assert/strict';
import { buildSnapshot } from '../../../src/core/status/snapshot';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { failureOf } from '../../support/scriptedProvider';
import { settingsOf } from '../../support/routingWorld';

/** Real health, shown as the status bar shows it. */
function createStory() {
  const world = createHealthWorld();
  const { health, claude, ollama } = world;
  const gemma = targetOf(ollama, 'chat', 'gemma3:270m');
  health.noteFirstChoice('chat', targetOf(claude));
  const text = (): string => {
    const entries = [
      {
        target: targetOf(claude),
        provider: claude,
        setUp: true,
        health: health.health(targetOf(claude), claude),
        keyRefused: health.isKeyRefused('claude'),
      },
      { target: gemma, provider: ollama, setUp: true, health: health.health(gemma, ollama) },
    ];
    const episode = health.episode('chat');
    const { text: shown } = buildSnapshot({
      chat: { entries, ...(episode ? { episode } : {}) },
      completions: { entries: [] },
      localOnly: false,
      moving: settingsOf(),
      network: health.network(),
    });
    return shown;
  };
  return { ...world, gemma, text };
}

describe('the status bar in an outage', () => {
  it('is elsewhere from the first ask that left until the first choice has answered', async () => {
    const { text, leave, answer, claude, ollama, gemma, clock, permit } = createStory();
    assert.equal(text(), '$(sparkle) Claude');
    leave(claude, 'overloaded');
    answer(ollama, gemma);
    const away = '$(shield) Gemma 3 · Claude overloaded';
    assert.equal(text(), away);
    await clock.advance(20_000);
    assert.equal(text(), away, 'when a probe is due');
    const probe = permit(targetOf(claude), claude, 'probe');
    assert.equal(text(), away, 'while a probe is under way');
    probe.settle({ t: 'success' });
    assert.equal(text(), '$(sparkle) Claude');
  });

  it('does not change for a failure that a retry heals', () => {
    const { text, stumble, answer, claude } = createStory();
    stumble(claude, 'server');
    assert.equal(text(), '$(sparkle) Claude');
    answer(claude);
    assert.equal(text(), '$(sparkle) Claude');
  });

  it('stays elsewhere with another key until the first choice has answered', () => {
    const { text, leave, answer, claude, health } = createStory();
    leave(claude, 'auth');
    health.credentialChanged('claude');
    assert.equal(text(), '$(shield) Gemma 3 · Claude access denied');
    answer(claude);
    assert.equal(text(), '$(sparkle) Claude');
  });

  it('calls the key refused once the free call has refused it too', () => {
    const { text, leave, claude, health } = createStory();
    leave(claude, 'auth');
    assert.equal(text(), '$(shield) Gemma 3 · Claude access denied');
    health.noteCheck('claude', 'auth', 'unclear');
    assert.equal(text(), '$(shield) Gemma 3 · Claude access denied');
    health.noteCheck('claude', 'auth', 'refused');
    assert.equal(text(), '$(shield) Gemma 3 · Claude key refused');
    health.noteCheck('claude', 'auth', 'passed');
    assert.equal(text(), '$(shield) Gemma 3 · Claude access denied');
  });

  it('is offline without network, and elsewhere when it is back', () => {
    const { text, leave, answer, claude, health } = createStory();
    leave(claude, failureOf('offline', { scope: 'network' }));
    assert.equal(text(), '$(debug-disconnect) Gemma 3 · offline');
    health.openNetwork();
    assert.equal(text(), '$(shield) Gemma 3 · Claude offline');
    answer(claude);
    assert.equal(text(), '$(sparkle) Claude');
  });

  it('says that nobody is left when the stand-in has stopped too', () => {
    const { text, leave, claude, ollama, gemma } = createStory();
    leave(claude, 'overloaded');
    leave(ollama, 'local-stopped', gemma);
    assert.equal(text(), '$(error) No assistant available');
  });

  it('says that the first choice is paused', () => {
    const { text, health } = createStory();
    health.pause('claude');
    assert.equal(text(), '$(shield) Gemma 3 · Claude paused');
  });
});
