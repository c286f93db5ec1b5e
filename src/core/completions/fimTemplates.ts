/** A hole as a template renders it; `path` is relative to the workspace. */
export interface TemplateHole {
  readonly prefix: string;
  readonly suffix: string;
  readonly path: string;
  readonly languageId: string;
}

/** How a family of models marks the hole. The tokens are copied from the reference, §2.7. */
export interface FimTemplate {
  render(hole: TemplateHole): string;
  /** What the model says where the fill is over; sent along, so that the server stops by itself. */
  readonly stop: readonly string[];
}

interface Family extends FimTemplate {
  readonly names: RegExp;
}

const pipeRender = ({ prefix, suffix }: TemplateHole): string =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;

const pipeStop: readonly string[] = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<|im_start|>',
  '<|im_end|>',
];

/**
 * Only names that are known to have been trained for it: an unknown model gets the hole filler, since tokens it never saw
 * are text to it (Continue sends StarCoder's to `gemma3:4b`). An instruct variant is left out where its family's is not
 * trained for it (Qwen3-Coder#94).
 */
const families: readonly Family[] = [
  {
    // Its plain tag and `7b` are the instruct model at Ollama: the tag has to say `2b` or `code`, the file name a size.
    names: /^codegemma(?::2b|:.*code|-(?:1\.1-)?[27]b)(?!.*(?:instruct|-it\b))/,
    render: pipeRender,
    stop: [...pipeStop, '<|file_separator|>', '<end_of_turn>', '<eos>'],
  },
  { names: /^qwen(?:2\.5|3)-coder/, render: pipeRender, stop: pipeStop },
  { names: /^granite-?4/, render: pipeRender, stop: [...pipeStop, '<|end_of_text|>'] },
  {
    // Granite's first code models speak StarCoder's tokens; chat models go by the same name without `base`.
    // CodeQwen's plain tags are its chat model as well.
    names:
      /^(?:starcoder2?|stable-?code|codeqwen(?:-?1\.5|:.*code))(?!.*(?:instruct|chat))|^granite-(?:\d+b-)?code.*base/,
    render: ({ prefix, suffix }) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
    stop: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>', '<|endoftext|>'],
  },
  {
    // Its bar is U+FF5C and its underscore U+2581. Ollama's plain tags are instruct models, so the name has to say base.
    names: /^deepseek-coder.*base/,
    render: ({ prefix, suffix }) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
    stop: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>', '<｜end▁of▁sentence｜>'],
  },
  {
    // The suffix comes first. Codestral Mamba was not trained for it.
    names: /^codestral(?!-(?:mamba|embed))/,
    render: ({ prefix, suffix }) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
    stop: ['[PREFIX]', '[SUFFIX]', '\n+++++ '],
  },
  {
    // Infill was trained into 7B and 13B only; the spaces matter.
    names: /^codellama[:-](?:7|13)b-code|^codellama-(?:7|13)b(?:-hf)?$/,
    render: ({ prefix, suffix }) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
    stop: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
  },
  {
    // The suffix comes first: so says the model's paper, against the order that Continue sends.
    names: /^seed-coder.*base/,
    render: ({ prefix, suffix }) => `<[fim-suffix]>${suffix}<[fim-prefix]>${prefix}<[fim-middle]>`,
    stop: ['<[fim-prefix]>', '<[fim-suffix]>', '<[fim-middle]>'],
  },
  {
    // A chat model that fills holes within a turn (its infilling guideline).
    names: /^codegeex4/,
    render: ({ prefix, suffix, path, languageId }) =>
      `<|user|>\n###PATH:${path}\n###LANGUAGE:${languageId}\n###MODE:BLOCK\n` +
      `<|code_suffix|>${suffix}<|code_prefix|>${prefix}<|code_middle|><|assistant|>\n`,
    stop: ['<|user|>', '<|assistant|>', '<|code_suffix|>', '<|code_prefix|>', '<|code_middle|>', '<|endoftext|>'],
  },
];

/** The template of a model by its name, without registry and folders, or `undefined` if the model is not known to have one. */
export function fimTemplate(model: string): FimTemplate | undefined {
  const name = (model.split(/[/\\]/).pop() ?? model).toLowerCase();
  return families.find((family) => family.names.test(name));
}
