/*
 * Everything that set-up does after a click, in one file of the build: a window in which nothing is set up never loads it.
 */
export { showFillerStatus } from '../completions/fillerStatus';
export { chooseModel } from './chooseModel';
export { removeApiKey } from './removeApiKey';
export { setApiKey } from './setApiKey';
export { startOllama } from './startOllama';
export { completeWith } from './completeWith';
