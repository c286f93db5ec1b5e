import { fimTemplate } from '../../completions/fimTemplates';
import type { CallContext } from '../callContext';
import { plainCall } from '../plainCall';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';

/** What llama.cpp answers where the model's file names no marks for the hole (501), or the server has no such route. */
const unable: readonly (number | undefined)[] = [404, 501];

/**
 * Whether the model of llama.cpp's server fills holes by `/infill`. Only the server knows: the marks stand in the model's
 * file and not in its name, so it is asked for a fill of no tokens, once per model.
 */
export class InfillAbility {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly context: CallContext) {}

  /** Falls back on the name while the server does not answer. Throws `Cancelled` when the signal aborts. */
  async has(model: string, signal: AbortSignal): Promise<boolean> {
    const known = this.known.get(model);
    if (known !== undefined) return known;
    const asked = await plainCall(
      this.context,
      { readError: readOpenAiError, firstByteMs: this.context.fillLookMs },
      async (call) => {
        const client = await createOpenAi(this.context.provider, call);
        await client.post(infillUrl(this.context.provider.baseUrl), {
          body: { model, input_prefix: '', input_suffix: '', prompt: '', n_predict: 0 },
          signal: call.signal,
        });
        return undefined;
      },
      signal,
    );
    if (!asked.ok && !unable.includes(asked.failure.evidence.status)) return fimTemplate(model) !== undefined;
    this.known.set(model, asked.ok);
    return asked.ok;
  }
}

/** The route lies beside `/v1`, not under it. */
export function infillUrl(baseUrl: string): string {
  return `${baseUrl.replace(/\/v1$/, '')}/infill`;
}
