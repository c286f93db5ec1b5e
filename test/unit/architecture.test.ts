import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const SDKS = ['@anthropic-ai/sdk', 'openai', 'ollama'];

/** What may be imported from where, and the reason a reader is given when it is not so (docs/architecture.md). */
const RULES: readonly { from: RegExp; may: (to: string, typeOnly: boolean) => boolean; reason: string }[] = [
  {
    from: /^core\//,
    may: (to) => to.startsWith('core/') || isPackage(to),
    reason: 'core is the bottom of the house: no editor, no Node, no page; take a port instead.',
  },
  {
    from: /^protocol\//,
    may: (to, typeOnly) => to.startsWith('protocol/') || (typeOnly && to.startsWith('core/')) || isPackage(to),
    reason: 'protocol is messages only: of core it takes types, nothing that runs.',
  },
  {
    from: /^platform\//,
    may: (to) => /^(core|platform)\/|^node:/.test(to) || isPackage(to),
    reason: 'platform holds Node adapters of core ports and knows no editor.',
  },
  {
    from: /^(editor\/compose\/\w+|extension)$/,
    may: (to) => /^(core|protocol|platform|editor)\/|^node:|^vscode$/.test(to) || isPackage(to),
    reason: 'the composition root may see everything but the page.',
  },
  {
    from: /^editor\//,
    may: (to) => /^(core|protocol|editor)\/|^vscode$|^node:(crypto|path)$/.test(to) || isPackage(to),
    reason: 'editor adapters reach Node through ports that editor/compose fills from platform.',
  },
  {
    from: /^webview\//,
    may: (to) => /^(webview|protocol|core\/base)\/|^core\/status\/words$/.test(to) || isPackage(to),
    reason: 'the page speaks protocol and shares only words and the smallest parts with the host.',
  },
];

/** Which rooms of core/outages a room may know beside itself. The list of faults is for everybody and knows only `faults`. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'faults.ts': ['faults'],
  bytes: ['faults'],
  faults: ['bytes'],
  log: [],
  report: ['log'],
  export: ['report'],
  drill: [],
  rehearsal: ['faults', 'faults.ts', 'bytes', 'drill'],
  readiness: ['drill'],
};

function roomOf(file: string): string | undefined {
  if (!file.startsWith('core/outages/')) return undefined;
  const [room = '', inside] = file.slice('core/outages/'.length).split('/');
  return inside === undefined ? `${room}.ts` : room;
}

function isPackage(name: string): boolean {
  return !/^(core|protocol|platform|editor|webview)\/|^extension$|^node:|^vscode$/.test(name);
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every file of `src` by its path without its ending. */
function sources(): readonly { readonly from: string; readonly text: string }[] {
  const src = path.join(root, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({
    from: file.replace(/(\.d)?\.ts$/, '').replaceAll('\\', '/'),
    text: readFileSync(path.join(src, file), 'utf8'),
  }));
}

function edges(): readonly Edge[] {
  return sources().flatMap(({ from, text }) => {
    return [...text.matchAll(IMPORT)].map((match) => {
      const name = match[2] ?? match[3] ?? '';
      const to = name.startsWith('.') ? path.posix.join(path.posix.dirname(from), name) : name;
      return { from, to, typeOnly: match[1] !== undefined };
    });
  });
}

describe('the architecture', () => {
  it('lets every file import only what its floor of the house may', () => {
    const wrong = edges().flatMap(({ from, to, typeOnly }) => {
      const rule = RULES.find((candidate) => candidate.from.test(from));
      if (!rule) return [`src/${from} is on no floor: put it in core, protocol, platform, editor or webview.`];
      return rule.may(to, typeOnly) ? [] : [`src/${from} → ${to}: ${rule.reason}`];
    });
    assert.equal(wrong.join('\n'), '');
  });

  it('keeps the SDKs inside core/providers', () => {
    const wrong = edges().filter(
      ({ from, to }) =>
        SDKS.some((sdk) => to === sdk || to.startsWith(`${sdk}/`)) && !from.startsWith('core/providers/'),
    );
    assert.deepEqual(wrong, []);
  });

  it('lets nothing that decides know of status pages: they explain (failover.md §7)', () => {
    const isAboutPages = (file: string): boolean => /^core\/(health\/statusPage|status\/statusPage)/.test(file);
    const readers = edges().filter(({ from, to }) => isAboutPages(to) && !isAboutPages(from));
    // What is kept and shared between windows is handed from pages to pages.
    const keepers = ['fact', 'healthMemory', 'healthText'].map((file) => `core/health/shared/${file}`);
    assert.deepEqual([...new Set(readers.map(({ from }) => from))].toSorted(), ['core/engine', ...keepers]);
  });

  it('keeps the log from knowing its reports, and drills from knowing the log', () => {
    const wrong = edges().filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return room !== undefined && other !== undefined && room !== other && !ROOMS[room]?.includes(other);
    });
    assert.deepEqual(wrong, []);
    const rooms = new Set(edges().flatMap(({ from }) => roomOf(from) ?? []));
    assert.deepEqual([...rooms].toSorted(), Object.keys(ROOMS).toSorted());
  });

  it('asks for no proposed API, which the test host would grant silently', () => {
    const manifest: Record<string, unknown> = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    assert.equal(manifest['enabledApiProposals'], undefined);
  });

  it('names what is logged in one way, `area.event`, so that a reader of the log can filter by area', () => {
    const logged = sources().flatMap(({ from, text }) =>
      [...text.matchAll(/\b[lL]ogger\??\.(?:debug|info|warn|error)\(\s*(['"`])(.*?)\1/g)].map(([, , event = '']) => ({
        from,
        event,
      })),
    );
    assert.ok(logged.length > 40, `${logged.length} were found`);
    assert.deepEqual(
      logged.filter(({ event }) => !/^[a-z][A-Za-z]*\.(?:[a-z][A-Za-z]*|\$\{event\})$/.test(event)),
      [],
    );
  });

  it('finds the imports it judges', () => {
    assert.ok(edges().some(({ from, to }) => from === 'core/base/t' && to === '@vscode/l10n'));
  });
});
