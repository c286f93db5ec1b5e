import type { Failure } from '../../contract/failure';
import type { CallContext } from '../callContext';
import { toFailure } from '../failure';
import { runsElsewhere } from './cloudModels';

/** Why a model that runs at ollama.com is not asked: it is not there, even if the user's route names it. */
export function cloudRefusal({ provider, clock }: CallContext): Failure {
  return toFailure({ phase: 'connect', type: 'not_found_error', text: runsElsewhere }, provider, clock.now());
}
