/** The one door to the OpenAI SDK: bundled into a file of its own, loaded at first use. */
export { OpenAI } from 'openai';
