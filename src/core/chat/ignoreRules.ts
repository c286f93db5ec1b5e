import ignore, { type Ignore } from 'ignore';
import { isSecretPath } from './secretFiles';

/** Why a file may not be read for an ask; `not-ready` means the rules are not known (yet), which closes everything. */
export type IgnoreReason = 'secret' | 'ignored' | 'git-ignored' | 'not-ready';

/** Whether a file may be read for an ask. */
export type IgnoreVerdict = { readonly ok: true } | { readonly ok: false; readonly why: IgnoreReason };

/** A `.gitignore`: the folder it stands in, slash-separated and relative to the workspace folder (`''` for its root), and its text. */
export interface GitIgnoreFile {
  readonly folder: string;
  readonly text: string;
}

/** The rules of one workspace folder. */
export interface FolderRules {
  /** The last part of the folder's path; a folder called `.ssh` makes secrets of all that is in it. */
  readonly folderName: string;
  /** `understudy.ignore`, united over scopes. */
  readonly globs: readonly string[];
  readonly gitIgnores: readonly GitIgnoreFile[];
}

/** Judges a path, slash-separated and relative to the workspace folder. */
export type PathJudge = (path: string) => IgnoreVerdict;

/** Compiles the rules of a folder. The order of reasons is the order of strictness: a secret is called one even if ignored. */
export function createPathJudge(rules: FolderRules): PathJudge {
  const globs = compileGlobs(rules.globs);
  const gitIgnores = [...rules.gitIgnores]
    .sort((a, b) => a.folder.length - b.folder.length)
    .map(({ folder, text }) => ({ folder, matcher: ignore().add(text) }));
  return (path) => {
    if (isSecretPath(`${rules.folderName}/${path}`)) return { ok: false, why: 'secret' };
    if (!ignore.isPathValid(path) || globs.ignores(path)) return { ok: false, why: 'ignored' };
    return isGitIgnored(path, gitIgnores) ? { ok: false, why: 'git-ignored' } : { ok: true };
  };
}

/** Judges a file outside of every workspace folder by its whole path without the leading slash: only secrets and globs apply. */
export function judgeOutsidePath(path: string, globs: readonly string[]): IgnoreVerdict {
  if (isSecretPath(path)) return { ok: false, why: 'secret' };
  return compileGlobs(globs).ignores(path) ? { ok: false, why: 'ignored' } : { ok: true };
}

/**
 * The user's globs as patterns of `.gitignore`, which match at least as much. A leading `!` is dropped with its glob: a
 * workspace may make the rules stricter, never looser.
 */
function compileGlobs(globs: readonly string[]): Ignore {
  const patterns = globs
    .map((glob) => glob.trim().replaceAll('\\', '/'))
    .filter((glob) => glob !== '' && !glob.startsWith('!'))
    .flatMap(expandBraces)
    .map((glob) => (glob.startsWith('#') ? `\\${glob}` : glob));
  return ignore({ ignorecase: true }).add(patterns);
}

/** The most patterns that come of one glob. */
const maxPatterns = 256;

/** `*.{crt,cer}` → `*.crt`, `*.cer`, since `.gitignore` knows no braces. What would become too many matches anything there. */
function expandBraces(glob: string): readonly string[] {
  let open: readonly string[] = [glob];
  while (open.some((pattern) => innermostBraces.test(pattern))) {
    const next = open.flatMap(expandOnce);
    if (next.length > maxPatterns) return [glob.replace(/\{.*\}/s, '*')];
    open = next;
  }
  return open;
}

const innermostBraces = /\{([^{}]*)\}/;

function expandOnce(pattern: string): readonly string[] {
  const found = innermostBraces.exec(pattern);
  if (!found) return [pattern];
  const [whole, inside = ''] = found;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + whole.length);
  return inside.split(',').map((part) => before + part + after);
}

interface CompiledGitIgnore {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** A deeper file overrules the ones above it, but nothing brings back a file whose folder is ignored. */
function isGitIgnored(path: string, files: readonly CompiledGitIgnore[]): boolean {
  let ignored = false;
  for (const { folder, matcher } of files) {
    const inside = folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
    if (inside === '') continue;
    const parent = inside.slice(0, inside.lastIndexOf('/') + 1);
    if (parent !== '' && matcher.ignores(parent)) return true;
    const result = matcher.test(inside);
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}
