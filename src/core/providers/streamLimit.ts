/** What the watch on a request saw. The names are those of `Evidence.observed`, so that nothing has to be translated. */
export type LimitKind = 'no-headers' | 'idle' | 'redirected' | 'broken-frame' | 'not-the-wire';

/** Our own error object: SDKs throw it unwrapped or as a cause (`providers.md` §0), and nobody else makes one. */
export class StreamLimit extends Error {
  constructor(
    readonly kind: LimitKind,
    detail = '',
  ) {
    super(detail === '' ? kind : `${kind}: ${detail}`);
    this.name = 'StreamLimit';
  }
}
