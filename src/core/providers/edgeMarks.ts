import type { ProviderRow } from './provider';

type HeaderValues = Readonly<Record<string, string>>;

/** Whether a body is a web page, by its declared type or its first character. */
export function isHtml(headers: HeaderValues, text = ''): boolean {
  return /\bx?html\b/i.test(headers['content-type'] ?? '') || /^\s*</.test(text);
}

/** Whether an answer carries a header that only this provider's own edge sends. */
export function hasEdgeMark(headers: HeaderValues, provider: ProviderRow): boolean {
  return provider.edgeMarks.some((mark) => headers[mark] !== undefined);
}

/**
 * Whether an answer came from the provider itself and not from somebody in between: by its edge marks, or, for a row that
 * names none, by not being a web page.
 */
export function isFromProvider(headers: HeaderValues, provider: ProviderRow): boolean {
  return provider.edgeMarks.length > 0 ? hasEdgeMark(headers, provider) : !isHtml(headers);
}
