import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { descriptors } from '../../../src/core/settings/descriptors';

interface Property {
  readonly default: unknown;
  readonly scope: string;
  readonly order: number;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
    readonly keybindings: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
      readonly when?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { properties } = manifest.contributes.configuration;
const described = Object.values(descriptors);

describe('the manifest', () => {
  it('has exactly the settings that code describes, with the same defaults and scopes', () => {
    const inCode = described.map(({ key, default: fallback, scope }) => ({ key, fallback, scope }));
    const inManifest = Object.entries(properties).map(([key, { default: fallback, scope }]) => ({
      key,
      fallback,
      scope,
    }));
    assert.deepEqual(inManifest, inCode);
  });

  it('has defaults that code understands without a problem', () => {
    for (const descriptor of described) {
      const { value, problems } = descriptor.parse(properties[descriptor.key]?.default);
      assert.deepEqual(problems, []);
      assert.deepEqual(value, descriptor.default);
    }
  });

  it('gives each setting its own place in the settings editor', () => {
    const orders = Object.values(properties).map(({ order }) => order);
    assert.deepEqual(orders, [...new Set(orders)]);
  });

  it('accepts in code every choice it offers', () => {
    for (const descriptor of described) {
      const property = properties[descriptor.key];
      for (const choice of property?.enum ?? []) assert.deepEqual(descriptor.parse(choice).problems, []);
      assert.equal(property?.markdownEnumDescriptions?.length, property?.enum?.length);
    }
  });

  it('agrees with docs/settings.md', () => {
    const rows = [
      ...readFileSync('docs/settings.md', 'utf8').matchAll(/^\| `(understudy\.[^`]+)` \| `([^`]+)` \| (\S+) \|/gm),
    ];
    assert.deepEqual(
      rows.map(([, key, fallback, scope]) => ({ key, fallback: JSON.parse(fallback ?? '') as unknown, scope })),
      described.map(({ key, default: fallback, scope }) => ({ key, fallback, scope })),
    );
  });

  it('has a string for every placeholder and a placeholder for every string', () => {
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(strings).sort());
  });

  it('has the commands that work, in one category, with sentence-style titles', () => {
    const { commands } = manifest.contributes;
    assert.deepEqual(commands.map(({ command }) => command.replace('understudy.', '')).sort(), [
      'addToChat',
      'checkReadiness',
      'chooseProvider',
      'copyDiagnostics',
      'downloadModel',
      'explain',
      'fix',
      'newChat',
      'openChat',
      'openLog',
      'openOutageLog',
      'rehearseOutage',
      'removeApiKey',
      'setApiKey',
      'showStatus',
      'toggleCompletions',
    ]);
    for (const { title, category } of commands) {
      assert.equal(category, 'Understudy');
      const words = (strings[title.replaceAll('%', '')] ?? '').split(' ');
      for (const word of words.slice(1)) assert.ok(word === 'API' || word === word.toLowerCase(), words.join(' '));
    }
  });

  it('names only its own commands in menus and keybindings', () => {
    const known = new Set(manifest.contributes.commands.map(({ command }) => command));
    const named = [
      ...Object.values(manifest.contributes.menus)
        .flat()
        .flatMap(({ command }) => command ?? []),
      ...manifest.contributes.keybindings.map(({ command }) => command),
    ];
    for (const command of named) assert.ok(known.has(command), command);
  });

  it('takes no key the editor uses and gives macOS its own', () => {
    // Read from the default keybindings of VS Code 1.139: Shift+Alt and Cmd+Alt with these letters are free.
    for (const { key, mac, command, when } of manifest.contributes.keybindings) {
      assert.match(key, /^shift\+alt\+[ujex]$/);
      assert.match(mac ?? '', /^cmd\+alt\+[ujex]$/);
      assert.ok(command === 'understudy.openChat' || when?.startsWith('editorTextFocus'), command);
    }
  });
});
