/** The models a title names, each once and as it is written there. */
export function modelsIn(title: string, models: RegExp): readonly string[] {
  return [...new Set([...title.matchAll(models)].map(([name]) => name))];
}

/** What may stand behind a model's name and mean the same model: a date, a channel. */
const release = /^(\d{4,8}(-\d\d-\d\d)?)?(latest|preview)?$/;

/**
 * Whether a name from a title is this model: `Sonnet 5.5` is `claude-sonnet-5-5` and `claude-sonnet-5-5-20260901`;
 * `Sonnet 5` is neither, nor is `GPT-5` the model `gpt-5-mini`.
 */
export function isModelNamed(name: string, model: string): boolean {
  const named = wordsOf(name);
  const asked = wordsOf(model);
  return asked.some(
    (_word, at) =>
      named.every((word, index) => asked[at + index] === word) &&
      release.test(asked.slice(at + named.length).join('-')),
  );
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
