/** Longer values are cut: a message names the mistake, it does not repeat a file. */
const longestShown = 80;

/** Words in a field's name that say its value is nobody's business. */
const secretName = /key|token|secret|password|passwd|authorization|cookie|credential/i;

/** What keys look like wherever they turn up: a long run without blanks that is neither an address nor a model's name. */
const secretValue = /^(?:sk-|sk_|gsk_|AIza|ghp_|xox|eyJ|Bearer\s)|^[A-Za-z0-9+/_=-]{32,}$/;

/**
 * A setting's value as a message or a log line may show it: one line, cut to 80 characters, and never a secret. Fields
 * named like one, strings that look like one and the user part of an address are replaced by `(hidden)`.
 */
export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? shownText(value) : shownJson(value);
  return text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`;
}

function shownJson(value: unknown): string {
  const hide = (key: string, item: unknown): unknown => {
    if (key !== '' && secretName.test(key)) return '(hidden)';
    return typeof item === 'string' ? shownText(item) : item;
  };
  return JSON.stringify(value, hide) ?? String(value);
}

function shownText(text: string): string {
  if (secretValue.test(text.trim())) return '(hidden)';
  return text.replace(/\/\/[^/@\s]*@/g, '//(hidden)@').replace(/\s+/g, ' ');
}
