/** The view's id in the manifest. */
export const chatViewId = 'understudy.chat';

/** The commands that lead into the chat. */
export const chatCommands = [
  'understudy.openChat',
  'understudy.newChat',
  'understudy.addToChat',
  'understudy.explain',
  'understudy.fix',
] as const;

/** One of the commands that lead into the chat. */
export type ChatCommand = (typeof chatCommands)[number];
