import type { Anthropic } from '@anthropic-ai/sdk';
import type { ResolvedProvider } from '../provider';
import { silentSdkLogger, unlimitedMs } from '../sdkOptions';
import type { CallClient } from '../streamCall';

/** Makes a client for one call. Nothing comes from the environment: address, key and log are given, retries are ours. */
export async function createAnthropic(provider: ResolvedProvider, call: CallClient): Promise<Anthropic> {
  const sdk = await import('./sdk');
  return new sdk.Anthropic({
    // The key itself is set by our `fetch`; the SDK only has to believe that there is one.
    apiKey: call.key ?? 'none',
    baseURL: provider.baseUrl,
    maxRetries: 0,
    timeout: unlimitedMs,
    fetch: call.fetch,
    logger: silentSdkLogger,
    logLevel: 'off',
    openTelemetry: false,
  });
}
