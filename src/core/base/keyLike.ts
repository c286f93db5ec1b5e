/** What keys look like. Nothing we write should ever hold one; this is the last net under that rule. */
const keyLike = /\b(?:sk|gsk|pk|rk|xox[a-z]|ghp|gho)[-_][A-Za-z0-9_-]{12,}|\bAIza[A-Za-z0-9_-]{16,}|Bearer\s+\S+/g;

/** The text with anything like a key taken out. */
export function redactKeys(text: string): string {
  return text.replace(keyLike, '[redacted]');
}
