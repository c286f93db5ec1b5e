/** The command that switches completions on and off, everywhere or for the language at hand. */
export const toggleCommand = 'understudy.toggleCompletions';
