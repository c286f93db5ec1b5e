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
  const { local, thinksUnseen } = provider.info;
  return fimRequest(ask, target, route, local) ?? holeFillerRequest(ask, promptBudget(local, 'hole'), thinksUnseen);
}

function fimRequest(ask: CompletionAsk, target: Target, route: FimRoute, local: boolean): FimRequest | undefined {
  if (route === 'none') return undefined;
  const budget = promptBudget(local, 'fim');
  const prefix = cutFromTop(ask.prefix, budget.prefixChars);
  const suffix = cutFromBottom(ask.suffix, budget.suffixChars);
  const maxOutputTokens = ask.multiline ? budget.multilineTokens : budget.singleLineTokens;
  const template = fimTemplate(target.model);
  // A server that renders the marks itself is told the family's ends too: not every model file on it names them all.
  if (route !== 'raw') return { kind: 'fim', prefix, suffix, maxOutputTokens, stop: template?.stop ?? [] };
  const { path, languageId } = ask;
  return (
    template && {
      kind: 'raw',
      prompt: template.render({ prefix, suffix, path, languageId }),
      maxOutputTokens,
      stop: template.stop,
    }
  );
}
