import type { Failure } from '../../contract/failure';

/** What a download does at an instant. Sizes in bytes, lengths in milliseconds. */
export type DownloadState =
  /** Another window of this host downloads; this one follows when that has ended. */
  | { readonly t: 'waiting' }
  /** The registry is asked what the model consists of. */
  | { readonly t: 'asking' }
  | {
      readonly t: 'pulling';
      readonly completed: number;
      readonly total: number;
      readonly bytesPerSecond?: number;
      readonly remainingMs?: number;
    }
  /** All bytes are there and are being checked. */
  | { readonly t: 'checking' }
  /** It broke off and goes on by itself after a while. */
  | { readonly t: 'interrupted'; readonly failure: Failure; readonly nextInMs: number };

/** How a download ended; cancelling throws instead. */
export type DownloadEnd =
  | { readonly t: 'pulled' }
  | { readonly t: 'unknown-model' }
  /** Found out before a byte was fetched, or by the server in the middle. */
  | { readonly t: 'no-space'; readonly neededBytes?: number; readonly freeBytes?: number }
  | { readonly t: 'too-old' }
  /** It broke off again and again without getting further. What is there is kept. */
  | { readonly t: 'gave-up'; readonly failure: Failure }
  | { readonly t: 'refused'; readonly failure: Failure };
