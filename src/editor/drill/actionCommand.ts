/** What a link in a page runs. It is no command of the manifest: nobody else has a use for it. */
export const actionCommand = 'understudy.runAction';
