/**
 * Billions of parameters as a server lists them: Ollama's `details.parameter_size` (`3.2B`, `268.10M`) and LM Studio's
 * `params_string` (`4B`); `undefined` for anything else.
 */
export function listedBillions(size: string | undefined): number | undefined {
  const found = /^e?(\d+(?:\.\d+)?)\s*([KMBT])$/i.exec(size?.trim() ?? '');
  return found?.[1] && found[2] ? Number(found[1]) * (perUnit[found[2].toUpperCase()] ?? NaN) : undefined;
}

const perUnit: Readonly<Record<string, number>> = { K: 1e-6, M: 1e-3, B: 1, T: 1e3 };

/**
 * Billions of parameters as the model's name tells them: `gemma3:270m` → 0.27, `gemma4:e2b` → 2, `qwen2.5-coder:1.5b` →
 * 1.5; `undefined` where the name tells nothing.
 */
export function namedBillions(model: string): number | undefined {
  const found = /(?:^|[:\-_/. ])e?(\d+(?:\.\d+)?)(b|m)(?=$|[:\-_/. ])/i.exec(model);
  if (!found?.[1] || !found[2]) return undefined;
  return found[2].toLowerCase() === 'b' ? Number(found[1]) : Number(found[1]) / 1000;
}
