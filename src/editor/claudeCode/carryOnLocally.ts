import type { ClaudeCodeDeps } from './deps';

/** Opens the chat with a model of this machine, in this window; one that is not set up yet is set up first. */
export async function carryOnLocally(deps: ClaudeCodeDeps): Promise<void> {
  const { chat, targets } = deps.status.current;
  const local = targets.find((target) => target.use === 'chat' && target.local && target.setUp && target.model !== '');
  if (!local) await deps.startOllama();
  // Where the route leads there anyway, it also leads back.
  else if (chat.current?.provider !== local.provider)
    deps.pins.pin({ provider: local.provider, model: local.model, use: 'chat' });
  await deps.openChat();
}
