import type { CallContext } from '../callContext';
import type { ModelSettings } from './request';

/** The one set of settings a model is ever asked with, for chat, completions and loading alike. */
export function modelSettings(context: CallContext, model: string): ModelSettings {
  return {
    contextTokens: context.contextTokens(model),
    keepAliveMs: context.durations.keepAliveMs,
  };
}
