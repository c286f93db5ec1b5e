import type { CompletionAsk, CompletionRequest, FimRequest } from '../contract/ask';
import type { Target } from '../contract/target';
import type { FimRoute, Provider } from '../providers/provider';
import { promptBudget } from './budgets';
import { fimTemplate } from './fimTemplates';
import { holeFillerRequest } from './holeFiller';
import { cutFromBottom, cutFromTop } from './window';

/**
 * The request that makes a target fill the hole: fill-in-the-middle where provider and model are known to do it, a hole
 * filler otherwise. Tokens are never guessed from an unknown name.
 */
export async function renderCompletion(
  ask: CompletionAsk,
  target: Target,
  provider: Provider,
  signal: AbortSignal,
): Promise<CompletionRequest> {
  const route = provider.complete ? await provider.fimRoute(target.model, signal) : 'none';
  const { local } = provider.info;
  return fimRequest(ask, target, route, local) ?? holeFillerRequest(ask, promptBudget(local, 'hole'));
}

function fimRequest(ask: CompletionAsk, target: Target, route: FimRoute, local: boolean): FimRequest | undefined {
  if (route === 'none') return undefined;
  const budget = promptBudget(local, 'fim');
  const prefix = cutFromTop(ask.prefix, budget.prefixChars);
  const suffix = cutFromBottom(ask.suffix, budget.suffixChars);
  const maxOutputTokens = ask.multiline ? budget.multilineTokens : budget.singleLineTokens;
  if (route !== 'raw') return { kind: 'fim', prefix, suffix, maxOutputTokens, stop: [] };
  const template = fimTemplate(target.model);
  return template && { kind: 'raw', prompt: template.render(prefix, suffix), maxOutputTokens, stop: template.stop };
}
