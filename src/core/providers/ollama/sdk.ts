/** The one door to Ollama's package: its browser entry, which pulls in no Node module. Bundled into a file of its own. */
export { Ollama } from 'ollama/browser';
