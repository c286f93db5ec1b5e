/**
 * Whom every contender asks when Claude is broken. Not OpenAI: its models refuse `max_tokens`, which all peers hand on from
 * the question to Claude, so that none of them would ever be answered.
 */
export const standIn = { id: 'groq', model: 'gemma-4-31b-it' } as const;
