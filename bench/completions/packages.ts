import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installOnce } from '../npmFolder';
import type { History } from './session';

/** Packages that publish readable source under the MIT or the Apache-2.0 licence, and releases some months apart. */
const releases = {
  commander: ['8.3.0', '10.0.1', '12.1.0', '14.0.3'],
  immer: ['9.0.21', '10.0.4', '10.2.0', '11.2.10'],
  jquery: ['3.3.1', '3.4.1', '3.5.1', '3.6.4', '3.7.1', '4.0.0'],
  preact: ['10.5.15', '10.11.3', '10.19.7', '10.29.8'],
  rxjs: ['6.6.7', '7.0.1', '7.2.0', '7.8.2'],
  ws: ['8.0.0', '8.8.1', '8.17.1', '8.23.0'],
  zod: ['4.0.17', '4.1.13', '4.3.5', '4.6.7'],
} as const;

/** The files of a session, by about how many lines they have. */
const files: Readonly<Record<'100' | '1 000' | '10 000', readonly (readonly [keyof typeof releases, string])[]>> = {
  '100': [
    ['rxjs', 'src/internal/Subject.ts'],
    ['preact', 'src/diff/props.js'],
    ['rxjs', 'src/internal/operators/share.ts'],
    ['immer', 'src/utils/common.ts'],
    ['preact', 'src/component.js'],
    ['rxjs', 'src/internal/operators/bufferTime.ts'],
    ['rxjs', 'src/internal/ReplaySubject.ts'],
    ['rxjs', 'src/internal/scheduler/AsyncAction.ts'],
    ['rxjs', 'src/internal/operators/throttle.ts'],
    ['immer', 'src/core/proxy.ts'],
    ['rxjs', 'src/internal/Subscription.ts'],
  ],
  '1 000': [
    ['ws', 'lib/websocket.js'],
    ['commander', 'lib/command.js'],
    ['zod', 'src/v4/classic/schemas.ts'],
  ],
  '10 000': [['jquery', 'dist/jquery.js']],
};

/** The sizes there are sessions for. */
export const sizes = ['100', '1 000', '10 000'] as const;

/** The releases in words, for the report. */
export function releaseWords(): string {
  return Object.entries(releases)
    .map(([name, versions]) => `${name} ${versions.join(', ')}`)
    .join('; ');
}

/** Fetches the releases into the machine's folder for temporary files, once per set. @throws what npm said. */
export function fetchReleases(): Promise<string> {
  const dependencies = Object.fromEntries(
    Object.entries(releases).flatMap(([name, versions]) =>
      versions.map((version) => [aliasOf(name, version), `npm:${name}@${version}`]),
    ),
  );
  return installOnce('releases', { private: true, dependencies });
}

/** The files of a size with all their releases, from a folder where `fetchReleases` has put them. */
export function historiesOf(folder: string, size: (typeof sizes)[number]): readonly History[] {
  return files[size].map(([name, inside]) => ({
    path: `${name}/${inside}`,
    languageId: inside.endsWith('.ts') ? 'typescript' : 'javascript',
    versions: releases[name].map((version) =>
      readFileSync(path.join(folder, 'node_modules', aliasOf(name, version), inside), 'utf8').replaceAll('\r\n', '\n'),
    ),
  }));
}

function aliasOf(name: string, version: string): string {
  return `${name}-${version}`;
}
