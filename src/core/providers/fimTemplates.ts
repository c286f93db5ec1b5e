/** How one family of code models is asked to fill a hole by a raw prompt. */
export interface FimTemplate {
  readonly family: string;
  render(prefix: string, suffix: string): string;
  readonly stop: readonly string[];
}

/**
 * The raw template of a model whose family is known for certain, by its name; `undefined` for every other model. A model
 * that never saw the marks answers nonsense, so a name is never guessed at.
 */
export function fimTemplate(model: string): FimTemplate | undefined {
  const name = model.toLowerCase().replaceAll('\\', '/').split('/').at(-1) ?? '';
  return rows.find((row) => row.name.test(name) && !row.not?.test(name))?.template;
}

interface Row {
  readonly name: RegExp;
  readonly not?: RegExp;
  readonly template: FimTemplate;
}

const pipeMarks = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|fim_pad|>'];
const renderPipes = (prefix: string, suffix: string): string =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
const deepseekMarks = ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>', '<｜end▁of▁sentence｜>'];

/** Marks and stops from `completions.md` (reference) §2.7; each family in the order of its own training. */
const rows: readonly Row[] = [
  {
    name: /^qwen(2\.?5|3)[-_.]?coder/,
    template: {
      family: 'qwen-coder',
      render: renderPipes,
      stop: ['<|endoftext|>', ...pipeMarks, '<|repo_name|>', '<|file_sep|>', '<|im_start|>', '<|im_end|>'],
    },
  },
  {
    name: /^codegemma/,
    // Its 7b-instruct is a chat model.
    not: /instruct|-it\b/,
    template: {
      family: 'codegemma',
      render: renderPipes,
      stop: [...pipeMarks.slice(0, 3), '<|file_separator|>', '<end_of_turn>', '<eos>'],
    },
  },
  {
    name: /^granite-?4/,
    template: { family: 'granite', render: renderPipes, stop: ['<|endoftext|>', ...pipeMarks, '<|end_of_text|>'] },
  },
  {
    name: /^(starcoder|stable-?code)/,
    not: /instruct|chat/,
    template: {
      family: 'starcoder',
      render: (prefix, suffix) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
      stop: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>', '<|endoftext|>'],
    },
  },
  {
    name: /^deepseek-coder/,
    template: {
      family: 'deepseek-coder',
      render: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
      stop: deepseekMarks,
    },
  },
  {
    name: /^codestral/,
    template: {
      family: 'codestral',
      render: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
      stop: ['[PREFIX]', '[SUFFIX]', '\n+++++ '],
    },
  },
  {
    name: /^codellama.*-code\b/,
    template: {
      family: 'codellama',
      // The blanks are part of the marks.
      render: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
      stop: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
    },
  },
];
