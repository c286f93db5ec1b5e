import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly enabledApiProposals?: readonly string[];
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe('the extension in a real extension host', () => {
  const extension = vscode.extensions.getExtension<{ version: number }>('understudy.understudy');
  assert.ok(extension, 'VS Code does not know understudy.understudy');
  const manifest: Manifest = extension.packageJSON;

  it('activates and gives version 1 of its API', async () => {
    const api = await extension.activate();
    assert.equal(api.version, 1);
  });

  it('registers every command that the manifest names', async () => {
    const registered = await vscode.commands.getCommands(true);
    const named = (manifest.contributes?.commands ?? []).map(({ command }) => command);
    assert.deepEqual(
      named.filter((command) => !registered.includes(command)),
      [],
    );
  });

  it('asks for no proposed API', () => {
    assert.deepEqual(manifest.enabledApiProposals ?? [], []);
  });
});
