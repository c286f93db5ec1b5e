/*
 * Everything about models on this machine that happens after a click, in one file of the build.
 */
export { downloadModel } from './downloadModel';
export { offerToResume } from './offerToResume';
