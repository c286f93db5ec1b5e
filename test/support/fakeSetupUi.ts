import { Cancelled } from '../../src/core/base/async';
import type { SetupUi, ToldAction } from '../../src/editor/setup/ports';

/** Something set-up told the user. */
export interface Told {
  readonly kind: 'info' | 'problem';
  readonly sentence: string;
  readonly action?: ToldAction;
}

/** Set-up's user, who answers by a list written in advance. */
export interface FakeSetupUi extends SetupUi {
  /** What the user picks (a label) or types, in order; `undefined` leaves the question. */
  readonly answers: (string | undefined)[];
  /** Titles of the questions asked. */
  readonly asked: string[];
  /** Labels of the choices of each question. */
  readonly offered: (readonly string[])[];
  readonly told: Told[];
  readonly opened: string[];
  /** With what the terminal's environment has beside the editor's, in front. */
  readonly commandLines: string[];
  /** What the step under way says. */
  readonly said: string[];
  /** Presses Cancel on the step under way. */
  cancel(): void;
}

/** Creates a user with answers. */
export function createFakeSetupUi(...answers: readonly (string | undefined)[]): FakeSetupUi {
  let running: AbortController | undefined;
  const ui: FakeSetupUi = {
    answers: [...answers],
    asked: [],
    offered: [],
    told: [],
    opened: [],
    commandLines: [],
    said: [],
    cancel: () => running?.abort(),
    pick: ({ title, choices }) => {
      ui.asked.push(title);
      ui.offered.push(choices.map((choice) => choice.label));
      const answer = ui.answers.shift();
      return Promise.resolve(choices.find((choice) => choice.label === answer)?.value);
    },
    askSecret: ({ title }) => {
      ui.asked.push(title);
      return Promise.resolve(ui.answers.shift());
    },
    askText: ({ title, remark }) => {
      ui.asked.push(title);
      const answer = ui.answers.shift();
      const found = answer === undefined ? undefined : remark(answer);
      return Promise.resolve(found?.severity === 'error' ? undefined : answer);
    },
    progress: async (_title, work) => {
      running = new AbortController();
      try {
        return await work(running.signal, (message) => ui.said.push(message));
      } catch (error) {
        if (error instanceof Cancelled) return undefined;
        throw error;
      }
    },
    tell: (kind, sentence, action) => {
      ui.told.push({ kind, sentence, ...(action ? { action } : {}) });
    },
    openExternal: (url) => {
      ui.opened.push(url);
    },
    openSettings: (key) => {
      ui.opened.push(key);
    },
    runInTerminal: (_name, commandLine, env = {}) => {
      const set = Object.entries(env).map(([name, value]) => `${name}=${value} `);
      ui.commandLines.push(`${set.join('')}${commandLine}`);
    },
  };
  return ui;
}
