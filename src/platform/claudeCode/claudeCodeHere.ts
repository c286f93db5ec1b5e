import type { ClaudeCodePort } from '../../core/health/claudeCodeLogin/loginFiles';
import type { StartableProgram } from '../../core/providers/claudeCode/program';
import { findProgram } from '../process';
import { findClaude } from './findClaude';
import { createLoginFiles } from './loginFiles';
import { createClaudeProgram } from './runProgram';

/** Claude Code on this machine: its files to be read, its program to be asked. */
export interface ClaudeCodeHere {
  readonly files: ClaudeCodePort;
  readonly program: StartableProgram;
  /** How a terminal of this machine calls it: by its name where that is on PATH, else by its place. */
  commandName(): Promise<string>;
}

/** Claude Code as the user of this process has it. */
export function claudeCodeHere(): ClaudeCodeHere {
  const find = (signal: AbortSignal): ReturnType<typeof findClaude> => findClaude(signal);
  return {
    files: createLoginFiles({ find, env: (name) => process.env[name], platform: process.platform }),
    program: createClaudeProgram({ find, env: () => process.env }),
    commandName: async () => {
      const { signal } = new AbortController();
      if ((await findProgram('claude', signal)) !== undefined) return 'claude';
      const found = await find(signal);
      // A terminal of Windows runs a quoted program only after an ampersand.
      const quoted = found && `${process.platform === 'win32' ? '& ' : ''}"${found.command}"`;
      return quoted ?? 'claude';
    },
  };
}
