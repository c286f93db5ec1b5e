import { redactKeys } from '../base/keyLike';
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

/**
 * The diagnostics as Markdown in English: it is read by whoever maintains the extension. Whatever looks like a key in spite
 * of all rules is taken out before it leaves.
 */
export function renderDiagnostics(facts: DiagnosticsFacts): string {
  const block = (lines: readonly string[]): readonly string[] => ['```', ...lines, '```', ''];
  const lines = [
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
  ];
  return redactKeys(lines.join('\n'));
}
