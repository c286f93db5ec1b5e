import * as vscode from 'vscode';
import { Engine } from '../../core/engine';
import type { SharedPorts } from '../../core/health/shared/ports';
import { durations } from '../../core/routing/durations';
import { machineMemory } from '../../platform/memory';
import type { Services } from './services';

/** Creates the engine on this editor, this machine and the real times. */
export function createEngine(services: Services): Engine {
  const { clock, logger, env, remembered, settings, keys, consent, claudeCodeHere, ending } = services;
  return new Engine({
    clock,
    random: Math.random,
    durations,
    logger,
    // The editor replaces the global for proxies and certificates, so it is looked up at each call.
    fetch: (url, init) => globalThis.fetch(url, init),
    env,
    memory: machineMemory,
    remembered,
    settings: () => settings.current,
    onDidChangeSettings: settings.onDidChange,
    keys: (provider, signal) => keys.get(provider, signal),
    hasKey: (provider) => keys.hasKey(provider),
    mayReadEnvironment: (provider) => keys.environmentName(provider) !== undefined,
    onDidChangeKeys: keys.onDidChange,
    ollamaProgram: {
      isInstalled: async () => {
        const { findOllama } = await import('../../platform/ollama/findOllama');
        return (await findOllama(ending)) !== undefined;
      },
      ...(vscode.env.remoteName === undefined ? {} : { remoteName: vscode.env.remoteName }),
    },
    mayCompleteInCloud: (provider) => consent.mayComplete(provider),
    shared: () => sharedPorts(services),
    claudeCode: {
      files: async () => (await claudeCodeHere.get()).files,
      program: async () => (await claudeCodeHere.get()).program,
    },
  });
}

/** What health is kept and shared with; needed only once the start is over. */
async function sharedPorts({ context, keys, logger }: Services): Promise<SharedPorts> {
  const [{ createHealthFile }, { createLeaseFolder }, { createHealthBond }] = await Promise.all([
    import('../../platform/healthFile'),
    import('../../platform/leaseFolder'),
    import('../healthBond'),
  ]);
  const folder = context.globalStorageUri.fsPath;
  return {
    file: createHealthFile(folder),
    leases: createLeaseFolder(folder),
    bondOf: createHealthBond({ secrets: context.secrets, keys: (...asked) => keys.get(...asked), logger }),
  };
}
