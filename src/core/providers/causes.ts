/** An error and everything it names as its cause, outermost first. Node nests up to four deep (`providers.md` §0). */
export function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 8; one = property(one, 'cause')) {
    chain.push(one);
    // Node tries IPv4 and IPv6 and reports both; either says what is wrong.
    const first = property(one, 'errors');
    if (Array.isArray(first) && property(one, 'cause') === undefined) chain.push(first[0]);
  }
  return chain;
}

/** The code of Node or of its TLS layer anywhere in the chain of causes, the innermost first. */
export function errnoOf(error: unknown): string | undefined {
  const codes = causesOf(error).map((one) => property(one, 'code'));
  return codes.findLast((code): code is string => typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code));
}

/** The innermost sentence of an error. */
export function textOf(error: unknown): string | undefined {
  const texts = causesOf(error).map((one) => property(one, 'message'));
  return texts.findLast((text): text is string => typeof text === 'string' && text !== '');
}

/** A property of something unknown; undefined if it is no object or has none. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A string property of something unknown, unless it is empty. */
export function stringProperty(value: unknown, name: string): string | undefined {
  const found = property(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A number property of something unknown. */
export function numberProperty(value: unknown, name: string): number | undefined {
  const found = property(value, name);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}
