/** The one door to Anthropic's SDK: bundled into a file of its own, loaded at first use. */
export { Anthropic } from '@anthropic-ai/sdk';
