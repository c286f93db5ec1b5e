/** Families whose own spelling is not just a capital first letter. */
const spellings: Readonly<Record<string, string>> = {
  codegemma: 'CodeGemma',
  codellama: 'CodeLlama',
  codestral: 'Codestral',
  deepseek: 'DeepSeek',
  glm: 'GLM',
  gpt: 'GPT',
  oss: 'OSS',
  qwq: 'QwQ',
  smollm: 'SmolLM',
  starcoder: 'StarCoder',
  tinyllama: 'TinyLlama',
  vl: 'VL',
};

/** `270m`, `1.5b`, `e4b`, `8x7b`, `a3b`: how big a model is, and the end of its name. */
const size = /^[ea]?\d+(\.\d+)?(x\d+(\.\d+)?)?[bmk]$/;

/** How a model was trained, packed or cut: also the end of its name. */
const variant =
  /^(it|instruct|chat|base|pt|qat|gguf|mlx|awq|gptq|hf|text|latest|i?q\d.*|[bf]p?f?(16|32|8)|v?\d{4,}|\d{5}-of-\d{5})$/;

/** `gemma3` and `qwen2.5`: a family with its version glued on. A single letter (`r1`, `v2`) is a version by itself. */
const glued = /^([a-z]{2,})(\d+(?:\.\d+)*n?)$/;

/**
 * Family and version of a local model, as people say it: `gemma3:270m` → `Gemma 3`, `qwen2.5-coder:1.5b` →
 * `Qwen 2.5 Coder`, `gemma-3-270m-it-Q4_K_M.gguf` → `Gemma 3`. A name nothing can be made of comes back as it is.
 */
export function modelName(model: string): string {
  const words = fileName(model)
    .toLowerCase()
    .split(/[-_\s]+/);
  const name: string[] = [];
  for (const word of words) {
    if (word === '') continue;
    if (name.length > 0 && (size.test(word) || variant.test(word))) break;
    name.push(...spell(word));
  }
  return name.length > 0 ? name.join(' ') : model;
}

/** The last part of a path or of a registry name, without tag and file type. Servers of GGUF files list whole paths. */
function fileName(model: string): string {
  const last = model.split(/[/\\]/).pop() ?? model;
  return (last.split(':')[0] ?? last).replace(/\.(gguf|bin|safetensors)$/i, '');
}

function spell(word: string): readonly string[] {
  const parts = glued.exec(word);
  if (parts?.[1] !== undefined && parts[2] !== undefined) return [capitalised(parts[1]), parts[2]];
  return [capitalised(word)];
}

function capitalised(word: string): string {
  return spellings[word] ?? word.charAt(0).toUpperCase() + word.slice(1);
}
