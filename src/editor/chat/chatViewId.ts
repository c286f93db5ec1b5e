/** The view's id in the manifest. */
export const chatViewId = 'understudy.chat';
