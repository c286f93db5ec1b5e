import type { StatusSnapshot } from '../contract/status';
import { isSameTarget } from '../contract/target';
import { nameIn } from './statusFacts';
import { episodeSentence } from './episodeSentence';
import { reasonWords } from './words';

/** What is to be told once of an episode of chat. */
export interface EpisodeNotice {
  readonly episode: string;
  readonly sentence: string;
}

/**
 * The notice that a snapshot calls for: when chat has an episode and somebody else answers because of it. A pin and *local
 * only* are the user's own doing, and while nobody can answer the answer itself says so. An episode that began in another
 * window, or before a reload, was told of there.
 */
export function episodeNotice(snapshot: StatusSnapshot): EpisodeNotice | undefined {
  const { episode, first, current } = snapshot.chat;
  if (snapshot.situation !== 'elsewhere' && snapshot.situation !== 'offline') return undefined;
  if (episode?.inherited) return undefined;
  // A lost login has a notice of its own, with its own ways on. Early in a start it comes only after a look at the files.
  if (episode?.reason === 'login-lost') return undefined;
  if (!episode || !first || !current || isSameTarget(first, current)) return undefined;
  const away = snapshot.targets.find((target) => isSameTarget(target, first));
  return {
    episode: episode.id,
    sentence: episodeSentence(
      nameIn(snapshot, first),
      nameIn(snapshot, current),
      away?.reasonText ?? reasonWords(episode.reason),
    ),
  };
}
