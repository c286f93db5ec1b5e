/** The steps of Claude Code, loaded with the first of them. */
export { logIn } from './logIn';
export { LostLoginNotice } from './loginNotice';
export { useClaudeCode } from './useClaudeCode';
