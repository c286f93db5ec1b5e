import type { Failure } from '../../contract/failure';

/** Why a pull failed, as far as it decides what to do next. */
export type PullTrouble =
  /** No registry knows a model of this name. */
  | 'unknown-model'
  | 'no-space'
  /** The model needs a newer Ollama. */
  | 'too-old'
  /** The server cannot get at the registry, or the connection broke: worth another try, which goes on where this one ended. */
  | 'interrupted'
  /** Anything else, in the server's own words. */
  | 'refused';

/**
 * What Ollama says inside the stream of a pull, where status and type are always the same. First match wins; sources are
 * `providers.md` §3.4 and the server's own files.
 */
const rules: readonly { readonly pattern: RegExp; readonly trouble: PullTrouble; readonly source: string }[] = [
  {
    pattern: /manifest: file does not exist|model .* not found|invalid model name/i,
    trouble: 'unknown-model',
    source: 'server/images.go: os.ErrNotExist for a 404 of the registry; routes.go: 400 for a name that is none',
  },
  {
    pattern: /no space left on device|not enough space on the disk|disk quota exceeded/i,
    trouble: 'no-space',
    source: 'server/download.go returns ENOSPC (EDQUOT, Windows’ ERROR_DISK_FULL) in the words of the system',
  },
  {
    pattern: /requires a newer version of ollama/i,
    trouble: 'too-old',
    source: 'server/images.go: what the registry says with 412',
  },
  {
    pattern:
      /max retries exceeded|no such host|connection (refused|reset)|network is unreachable|i\/o timeout|TLS handshake timeout|unexpected EOF|digest mismatch|context deadline exceeded|server misbehaving|no route to host|: EOF$/i,
    trouble: 'interrupted',
    source: 'server/download.go: errMaxRetriesExceeded, and the words of Go’s network packages',
  },
];

/** What became of a pull that failed. */
export function pullTrouble({ kind, evidence }: Failure): PullTrouble {
  const text = evidence.text ?? '';
  const rule = rules.find(({ pattern }) => pattern.test(text));
  if (rule) return rule.trouble;
  switch (kind) {
    case 'model-missing':
    case 'local-missing':
      return 'unknown-model';
    case 'offline':
    case 'unreachable':
    case 'overloaded':
    case 'slow-start':
    case 'stalled':
    case 'cut-off':
    case 'empty':
    case 'local-stopped':
    case 'local-busy':
      return 'interrupted';
    default:
      // A 5xx in no known words may pass; a sentence of the server's own will be the same the next time.
      return kind === 'server' && text === '' ? 'interrupted' : 'refused';
  }
}
