import { sizeWords } from '../../base/sizeWords';
import { t } from '../../base/t';
import { memoryBudget, memoryNeeded } from '../memoryNeed';
import { modelOffers, offerOf, type Ability, type ModelOffer } from '../modelOffers';
import { recommend } from '../suggestModel';
import { listedName } from '../../providers/ollama/modelNames';
import type { UnfinishedDownload } from './unfinished';

/** One line of the list of models to download. */
export interface DownloadChoice {
  readonly model: string;
  /** The heading it stands under. */
  readonly group: string;
  readonly description: string;
  readonly detail: string;
}

/** What the list is made from. */
export interface DownloadFacts {
  /** Names of the models that are here, as the server lists them. */
  readonly pulled: readonly string[];
  readonly unfinished: readonly UnfinishedDownload[];
  readonly memoryBytes: number;
  /** What every call asks for; part of what a model needs in memory. */
  readonly contextTokens: number;
}

/**
 * The models to download: begun ones first, then what is recommended for this machine, what fits, and what is too large for its
 * memory. What is here already is left out.
 */
export function downloadChoices(facts: DownloadFacts): readonly DownloadChoice[] {
  const begun = facts.unfinished.map((download) => unfinishedChoice(download, facts));
  const known = new Set([...facts.pulled, ...facts.unfinished.map(({ model }) => listedName(model))]);
  const missing = modelOffers.filter(({ model }) => !known.has(model));
  const { chat, completion } = recommend(facts.memoryBytes);
  const best = [chat.model, completion?.model];
  const recommended = missing.filter(({ model }) => best.includes(model));
  const others = missing.filter(({ model }) => !best.includes(model));
  const fits = (offer: ModelOffer): boolean =>
    memoryNeeded(offer, facts.contextTokens) <= memoryBudget(facts.memoryBytes);
  const inGroup = (group: string, offers: readonly ModelOffer[], note?: string): readonly DownloadChoice[] =>
    offers.map((offer) => offerChoice(offer, group, facts, note));
  return [
    ...begun,
    ...inGroup(t('Recommended for this machine'), recommended, t('recommended for this machine')),
    ...inGroup(t('Fits this machine'), others.filter(fits)),
    ...inGroup(
      t('More than the memory of this machine ({0})', sizeWords(facts.memoryBytes)),
      others.filter((offer) => !fits(offer)),
      t('too large for this machine'),
    ),
  ];
}

/** What models can do, as the list says it. */
function abilityWords(abilities: readonly Ability[]): string {
  const words: Readonly<Record<Ability, string>> = {
    chat: t('chat'),
    completions: t('completions'),
    tools: t('tools'),
    vision: t('vision'),
  };
  return abilities.map((ability) => words[ability]).join(', ');
}

function offerChoice(offer: ModelOffer, group: string, facts: DownloadFacts, note: string | undefined): DownloadChoice {
  return {
    model: offer.model,
    group,
    description: t('{0} to download', sizeWords(offer.sizeBytes)),
    detail: [abilityWords(offer.abilities), needWords(offer, facts), note].filter(Boolean).join(' · '),
  };
}

function unfinishedChoice({ model, completed, total }: UnfinishedDownload, facts: DownloadFacts): DownloadChoice {
  const offer = offerOf(model);
  return {
    model,
    group: t('Begun'),
    description: t('{0} of {1} are here', sizeWords(completed), sizeWords(total)),
    detail: offer ? [abilityWords(offer.abilities), needWords(offer, facts)].join(' · ') : '',
  };
}

function needWords(offer: ModelOffer, { contextTokens }: DownloadFacts): string {
  return t('needs about {0} of memory', sizeWords(memoryNeeded(offer, contextTokens)));
}
