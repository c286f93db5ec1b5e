/** Every use, in the order in which they are told of. */
export const uses = ['chat', 'completion'] as const;

/** What an ask is for. Chat and completions have routes, breakers and pins of their own. */
export type Use = (typeof uses)[number];

/** The key of an entry in `understudy.providers` or of a built-in row, such as `claude` or `ollama`. */
export type ProviderId = string;

/** Provider + model + use: what a route is made of, and the key of breakers, warm-up and log lines. */
export interface Target {
  readonly provider: ProviderId;
  readonly model: string;
  readonly use: Use;
}

/** One string for one target, stable across sessions: `chat:claude/claude-sonnet-5-5`. */
export function targetKey(target: Target): string {
  return `${target.use}:${target.provider}/${target.model}`;
}

/** Whether two targets are the same entry of the same route. */
export function isSameTarget(a: Target, b: Target): boolean {
  return a.provider === b.provider && a.model === b.model && a.use === b.use;
}
