/*
 * What an ask needs and a start does not, in one file of the build.
 */
export { AskRun } from './askRun';
export { chatErrand, completionErrand } from './errand';
