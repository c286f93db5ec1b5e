/**
 * What keys look like: a prefix that vendors of models and of code hosting give to theirs, or whatever follows `Bearer`.
 * Nothing we write should ever hold one; this is the last net under that rule.
 */
const keyLike =
  /\b(?:sk|gsk|csk|pk|rk|xai|pplx|nvapi|hf|glpat|github_pat|gh[oprsu]|xox[a-z])[-_][\w-]{6,}(?:\.[\w-]+)*|\bAIza[\w-]{6,}|Bearer\s+[^\s"]+/g;

/** The text with anything like a key taken out. */
export function redactKeys(text: string): string {
  return text.replace(keyLike, '[redacted]');
}
