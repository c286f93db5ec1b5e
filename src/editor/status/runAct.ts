import type { TargetStatus } from '../../core/contract/status';
import type { Act } from '../../core/status/acts';
import type { StatusDeps } from './deps';

/** What the acts of the picker are done with. */
export type RunActDeps = Pick<StatusDeps, 'pins' | 'health' | 'setup' | 'logger'>;

/** Does what the user picked for a target. */
export function runAct(act: Act, target: TargetStatus, deps: RunActDeps): void {
  const { provider, model, use } = target;
  deps.logger.info('status.picked', { act, provider, use });
  switch (act) {
    case 'pin':
      deps.pins.pin({ provider, model, use });
      break;
    case 'unpin':
      deps.pins.unpin(use);
      break;
    case 'pause':
      deps.health.pause(provider);
      break;
    case 'resume':
      deps.health.resume(provider);
      break;
    case 'try-now':
      if (provider === 'claude-code') deps.setup.allowRenewal();
      deps.health.tryNow(provider);
      break;
    case 'choose-model':
      deps.setup.chooseModel(provider, use);
      break;
    case 'set-key':
      deps.setup.setApiKey(provider);
      break;
    case 'set-up':
      if (provider === 'ollama') deps.setup.startOllama();
      else if (provider === 'claude-code') deps.setup.useClaudeCode(true);
      else deps.setup.setApiKey(provider);
      break;
    case 'log-in':
      deps.setup.logInToClaudeCode();
      break;
    case 'look-login':
      deps.setup.lookIntoKeychain();
      break;
    case 'stop-using':
      deps.setup.useClaudeCode(false);
      break;
  }
}
