/** What the indentation and comment rules need to know of a language. */
export interface LanguageTraits {
  readonly lineComment?: string;
  /** What ends a line that opens a block, beside an opening bracket. */
  readonly blockStart?: { test(line: string): boolean };
}

/** What begins a line of Python that opens a block, or ends a signature over several lines. */
const pythonBlock =
  /^\s*(?:(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with)\b|(?:match|case)\s+\S|[^([{"'#:]*[)\]}])/;

/** Whether a line of Python opens a block: the colon of a lambda, a slice, a dictionary or an annotation opens none. */
function opensPythonBlock(line: string): boolean {
  if (!line.endsWith(':') || !pythonBlock.test(line)) return false;
  const lastOpened = Math.max(...['(', '[', '{'].map((char) => line.lastIndexOf(char)));
  const lastClosed = Math.max(...[')', ']', '}'].map((char) => line.lastIndexOf(char)));
  return lastOpened <= lastClosed && !/\blambda\b[^:]*:$/.test(line.slice(-200));
}

const cLike: LanguageTraits = {
  lineComment: '//',
  blockStart: /=>$|^\s*(?:case\b.*|default|public|private|protected):$/,
};
const arrow: LanguageTraits = { lineComment: '//', blockStart: /(?:=>|->)$|^\s*(?:case\b.*|default):$/ };
const endWord: LanguageTraits = {
  lineComment: '#',
  blockStart:
    /(?:\bdo|\bthen|\belse|\|)$|^\s*(?:def|class|module|if|elsif|unless|while|until|case|when|begin|rescue|ensure)\b/,
};

/** Languages whose blocks can be told from indentation and line ends; in others a completion is one line. */
const traits: Readonly<Record<string, LanguageTraits>> = {
  c: cLike,
  cpp: cLike,
  csharp: cLike,
  css: {},
  dart: cLike,
  elixir: { lineComment: '#', blockStart: /(?:\bdo|->)$/ },
  go: cLike,
  java: arrow,
  javascript: cLike,
  javascriptreact: cLike,
  json: {},
  jsonc: { lineComment: '//' },
  kotlin: arrow,
  less: { lineComment: '//' },
  lua: { lineComment: '--', blockStart: /(?:\bdo|\bthen|\belse)$|^(?=.*\bfunction\b).*\)$/ },
  php: cLike,
  python: { lineComment: '#', blockStart: { test: opensPythonBlock } },
  ruby: endWord,
  rust: cLike,
  scala: arrow,
  scss: { lineComment: '//' },
  shellscript: { lineComment: '#', blockStart: /(?:\bdo|\bthen|\belse)$/ },
  svelte: cLike,
  swift: cLike,
  typescript: cLike,
  typescriptreact: cLike,
  vue: cLike,
  yaml: { lineComment: '#', blockStart: /:$/ },
};

/** Line comments of languages that have no traits of their own. */
const hashComments: ReadonlySet<string> = new Set([
  'dockerfile',
  'makefile',
  'perl',
  'r',
  'toml',
  'powershell',
  'julia',
]);

/** The traits of a language, or `undefined` where blocks cannot be told without a parser. */
export function languageTraits(languageId: string): LanguageTraits | undefined {
  return traits[isYaml(languageId) ? 'yaml' : languageId];
}

/** YAML and what editors call it by the tool that reads it. */
export function isYaml(languageId: string): boolean {
  return /^(?:yaml|dockercompose|github-actions-workflow|azure-pipelines|ansible|helm|home-assistant)$/.test(
    languageId,
  );
}

/** Languages of keys and values without quotes. */
export function hasPlainValues(languageId: string): boolean {
  return isYaml(languageId) || ['ini', 'properties', 'dotenv'].includes(languageId);
}

/** What begins a comment to the end of the line, where that is known. */
export function lineCommentOf(languageId: string): string | undefined {
  const known = languageTraits(languageId);
  if (known) return known.lineComment;
  if (hashComments.has(languageId)) return '#';
  return languageId === 'sql' || languageId === 'haskell' ? '--' : undefined;
}

/** Languages whose functions begin behind their bracket and end in a word. */
export function endsWithWord(languageId: string): boolean {
  return ['ruby', 'lua'].includes(languageId);
}

/** Languages with a preprocessor and labels, both at the left edge. */
export function isCFamily(languageId: string): boolean {
  return ['c', 'cpp', 'csharp', 'objective-c', 'objective-cpp'].includes(languageId);
}

/** Languages in which a text between backticks may have several lines. */
export function hasTemplateStrings(languageId: string): boolean {
  return /^(?:(?:java|type)script(?:react)?|vue|svelte|astro|go)$/.test(languageId);
}

/** Languages whose braces often stand on a line of their own. */
export function hasBracesBelow(languageId: string): boolean {
  return ['c', 'cpp', 'csharp', 'php'].includes(languageId);
}

/** Languages in which a single quote holds one character (or begins a lifetime), never a text. */
export function hasCharLiterals(languageId: string): boolean {
  return ['c', 'cpp', 'csharp', 'go', 'java', 'kotlin', 'rust', 'scala', 'swift', 'haskell'].includes(languageId);
}

/** Languages in which a slash may begin a regular expression. */
export function hasRegexLiterals(languageId: string): boolean {
  return /^(?:(?:java|type)script(?:react)?|vue|svelte|astro|ruby|perl)$/.test(languageId);
}

/** Languages in which a closing bracket may stand alone in code: an arm of a shell's `case`, plain text of YAML. */
export function hasLoneClosers(languageId: string): boolean {
  return isYaml(languageId) || ['shellscript', 'makefile', 'dockerfile'].includes(languageId);
}

/** Languages in which a backtick begins a string, a command or a name. */
export function hasBacktickStrings(languageId: string): boolean {
  return /^(?:(?:java|type)script(?:react)?|vue|svelte|astro|go|shellscript|perl|ruby|php|sql|kotlin|scala|swift|r|haskell)$/.test(
    languageId,
  );
}

/** Languages in which sentences, list marks and fences are ordinary text and not a chat model's wrapping. */
export function isProse(languageId: string): boolean {
  return [
    'markdown',
    'plaintext',
    'latex',
    'restructuredtext',
    'asciidoc',
    'git-commit',
    'mdx',
    'gherkin',
    'cucumber',
  ].includes(languageId);
}
