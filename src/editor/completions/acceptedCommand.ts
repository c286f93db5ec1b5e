/** Runs after an item was accepted whole; not for people, so not in the manifest. */
export const acceptedCommand = '_understudy.completionAccepted';
