import type { StatusSnapshot } from '../contract/status';

/** What a bug report needs, and nothing a user would not put into one: no prompt, code, key or address. */
export interface DiagnosticsFacts {
  readonly at: number;
  /** Name and version of the extension, the editor and the machine's platform. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names of the settings that differ from their default; never their values. */
  readonly changedSettings: readonly string[];
  readonly snapshot: StatusSnapshot;
  /** The last log lines, which carry classes, ids, counts and timings only. */
  readonly logLines: readonly string[];
}

/** How many log lines are worth copying. */
const mostLogLines = 100;

/** Whatever looks like a key in spite of all rules is blotted out before it leaves. */
const keyLike = /\b(sk-[\w-]{6}|AIza|gsk_|xai-|Bearer\s+)[\w.-]+/g;

/** The diagnostics as Markdown in English: it is read by whoever maintains the extension. */
export function renderDiagnostics(facts: DiagnosticsFacts): string {
  const block = (lines: readonly string[]): readonly string[] => ['```', ...lines, '```', ''];
  return [
    '# Understudy diagnostics',
    '',
    new Date(facts.at).toISOString(),
    '',
    '## Versions',
    '',
    ...Object.entries(facts.versions).map(([name, version]) => `- ${name}: ${version}`),
    '',
    '## Changed settings (names only)',
    '',
    ...(facts.changedSettings.length > 0 ? facts.changedSettings.map((name) => `- ${name}`) : ['none']),
    '',
    '## Status',
    '',
    ...block([JSON.stringify(facts.snapshot, undefined, 2)]),
    '## Log',
    '',
    ...block(facts.logLines.slice(-mostLogLines)),
  ]
    .join('\n')
    .replace(keyLike, '$1…');
}
