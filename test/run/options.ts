import { parseArgs } from 'node:util';

/** The steps of `npm test` that can be run alone. */
export const STEP_NAMES = ['check', 'unit', 'integration', 'ollama', 'editor', 'ui'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What `npm test` was asked to do. */
export interface Options {
  readonly only: StepName | undefined;
  /** Install Chromium where it is missing. */
  readonly install: boolean;
  /** Runs only tests whose title matches. */
  readonly grep: string | undefined;
}

/** Reads the command line; throws a sentence about what is wrong with it. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, install: { type: 'boolean', default: false }, grep: { type: 'string' } },
  });
  const only = STEP_NAMES.find((name) => name === values.only);
  if (values.only !== undefined && !only) throw new Error(`--only takes one of ${STEP_NAMES.join(', ')}.`);
  return { only, install: values.install, grep: values.grep };
}
