/** The registry and the name space that Ollama leaves out of a name. */
const understood = /^(registry\.ollama\.ai\/)?library\//;

/**
 * A model's name as Ollama lists it once it is pulled: with its tag, and without what goes without saying
 * (`http://127.0.0.1:5000/x/y` → `127.0.0.1:5000/x/y:latest`, `gemma3` → `gemma3:latest`).
 */
export function listedName(model: string): string {
  const name = model
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(understood, '');
  return /:[^/]+$/.test(name) ? name : `${name}:latest`;
}

/** What Ollama takes for a name (`types/model/name.go`): host, name space, model and tag. Anything else never leaves here. */
const wellFormed = /^(https?:\/\/)?[\w][\w.:-]*(\/[\w][\w.-]*){0,3}(:[\w][\w.-]*)?$/;

/** Whether a text can be the name of a model. */
export function isModelName(text: string): boolean {
  return wellFormed.test(text) && text.length <= 350;
}
