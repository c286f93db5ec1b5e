import type { OpenAI } from 'openai';
import type { ResolvedProvider } from '../provider';
import { silentSdkLogger, unlimitedMs } from '../sdkOptions';
import type { CallClient } from '../streamCall';

/** Makes a client for one call. Nothing comes from the environment: address, key and log are given, retries are ours. */
export async function createOpenAi(provider: ResolvedProvider, call: CallClient): Promise<OpenAI> {
  const sdk = await import('./sdk');
  return new sdk.OpenAI({
    // The key itself is set by our `fetch`; the SDK refuses to start without one (`providers.md` §2.1).
    apiKey: call.key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: provider.baseUrl,
    maxRetries: 0,
    timeout: unlimitedMs,
    fetch: call.fetch,
    logger: silentSdkLogger,
    logLevel: 'off',
  });
}
