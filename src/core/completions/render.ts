import type { CompletionAsk, CompletionRequest, Excerpt, FimRequest } from '../contract/ask';
import type { Target } from '../contract/target';
import type { FimRoute, Provider } from '../providers/provider';
import { promptBudget } from './budgets';
import { chooseExcerpts } from './context/choose';
import { placeExcerpts } from './context/place';
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
  const fim = fimRequest(ask, target, route, local);
  if (fim) return fim;
  const budget = promptBudget(local, 'hole');
  return holeFillerRequest(ask, budget, thinksUnseen, excerptsFor(ask, local, budget.contextChars));
}

function fimRequest(ask: CompletionAsk, target: Target, route: FimRoute, local: boolean): FimRequest | undefined {
  const template = fimTemplate(target.model);
  if (route === 'none' || (route === 'raw' && !template)) return undefined;
  const budget = promptBudget(local, 'fim');
  const stop = template?.stop ?? [];
  const excerpts = excerptsFor(ask, local, budget.contextChars);
  const { before, head, extra } = placeExcerpts(excerpts, { route, model: target.model, ask, stop });
  // A local server's cache holds context and prefix together; a cloud has room for each.
  const prefixChars = budget.prefixChars - (local ? before.length + head.length : 0);
  const prefix = head + cutFromTop(ask.prefix, prefixChars);
  const suffix = cutFromBottom(ask.suffix, budget.suffixChars);
  const maxOutputTokens = ask.multiline ? budget.multilineTokens : budget.singleLineTokens;
  // A server that renders the marks itself is told the family's ends too: not every model file on it names them all.
  if (route !== 'raw' || !template)
    return { kind: 'fim', prefix, suffix, maxOutputTokens, stop, ...(extra ? { extra } : {}) };
  const { path, languageId } = ask;
  const prompt = before + template.render({ prefix, suffix, path, languageId });
  return { kind: 'raw', prompt, maxOutputTokens, stop };
}

/** A local server reads again whatever has moved; to a cloud every prompt is new. */
function excerptsFor({ context }: CompletionAsk, local: boolean, chars: number): readonly Excerpt[] {
  return chooseExcerpts((local ? context?.steady : context?.latest) ?? [], chars);
}
