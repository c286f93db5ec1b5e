/** Everything of Claude Code's login that is loaded with the first look: the start of the editor needs none of it. */
export { ClaudeCodeLogin } from './claudeCodeLogin';
