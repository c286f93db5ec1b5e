/** How a family of models marks the hole. The tokens are copied from the reference, §2.7. */
export interface FimTemplate {
  render(prefix: string, suffix: string): string;
  readonly stop: readonly string[];
}

interface Family extends FimTemplate {
  readonly names: RegExp;
}

const pipeTokens = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
const pipeRender = (prefix: string, suffix: string): string =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
const deepseekTokens = ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'];

/**
 * Only names that are known to have been trained for it: an unknown model gets the hole filler, since tokens it never saw
 * are text to it (Continue sends StarCoder's to `gemma3:4b`). An instruct variant is left out where its family's is not
 * trained for it.
 */
const families: readonly Family[] = [
  {
    names: /^codegemma(?!.*(?:instruct|-it\b))/,
    render: pipeRender,
    stop: [...pipeTokens, '<|file_separator|>', '<end_of_turn>', '<eos>'],
  },
  {
    names: /^qwen(?:2\.5|3)-coder/,
    render: pipeRender,
    stop: [
      ...pipeTokens,
      '<|endoftext|>',
      '<|fim_pad|>',
      '<|repo_name|>',
      '<|file_sep|>',
      '<|im_start|>',
      '<|im_end|>',
    ],
  },
  {
    names: /^granite-?4/,
    render: pipeRender,
    stop: [...pipeTokens, '<|endoftext|>', '<|end_of_text|>', '<|fim_pad|>'],
  },
  {
    names: /^(?:starcoder2?|stable-?code|codeqwen)(?!.*(?:instruct|chat))/,
    render: (prefix, suffix) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
    stop: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>', '<|endoftext|>'],
  },
  {
    names: /^deepseek-coder(?!.*instruct)/,
    render: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
    stop: [...deepseekTokens, '<｜end▁of▁sentence｜>'],
  },
  {
    names: /^codestral/,
    render: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
    stop: ['[PREFIX]', '[SUFFIX]', '\n+++++ '],
  },
  {
    // Infill was trained into 7B and 13B only; the spaces matter.
    names: /^codellama[:-](?:7|13)b-code/,
    render: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
    stop: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
  },
];

/** The template of a model by its name, without registry and folders, or `undefined` if the model is not known to have one. */
export function fimTemplate(model: string): FimTemplate | undefined {
  const name = (model.split(/[/\\]/).pop() ?? model).toLowerCase();
  return families.find((family) => family.names.test(name));
}
