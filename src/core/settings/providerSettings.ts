import {
  array,
  boolean,
  integer,
  minValue,
  nonEmpty,
  number,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  transform,
  trim,
  union,
  type GenericSchema,
} from 'valibot';
import type { ProviderId } from '../contract/target';
import type { Descriptor, Parsed, SettingProblem } from './descriptor';
import { shownValue } from './shownValue';
import type { ProviderSetting } from './snapshot';

const key = 'understudy.providers';

const word = pipe(string(), trim(), nonEmpty());

/** The fields of one entry. Whether an address or a header may be used is decided in `providers/resolve.ts`. */
const fields = {
  type: picklist(['anthropic', 'openai', 'ollama']),
  baseUrl: union([
    pipe(
      word,
      transform((url): readonly string[] => [url]),
    ),
    pipe(array(word), nonEmpty()),
  ]),
  chatModel: word,
  completionModel: word,
  headers: record(string(), string()),
  contextWindow: pipe(number(), integer(), minValue(512)),
  enabled: boolean(),
} as const satisfies Record<keyof ProviderSetting, GenericSchema>;

/** `understudy.providers`: a bad field is left out and the rest of its entry holds. */
export const providersDescriptor: Descriptor<Readonly<Record<ProviderId, ProviderSetting>>> = {
  key,
  scope: 'application',
  default: {},
  parse: (value) => {
    if (value === undefined) return { value: {}, problems: [] };
    if (!isRecord(value)) return { value: {}, problems: [{ key, value: shownValue(value), used: '{}' }] };
    const entries: [ProviderId, ProviderSetting][] = [];
    const problems: SettingProblem[] = [];
    for (const [id, raw] of Object.entries(value)) {
      if (!isProviderId(id) || !isRecord(raw)) {
        problems.push({ key: `${key}.${id}`, value: shownValue(raw) });
        continue;
      }
      const entry = parseEntry(id, raw);
      entries.push([id, entry.value]);
      problems.push(...entry.problems);
    }
    return { value: Object.fromEntries(entries), problems };
  },
};

/** Whether a text can name a provider: it becomes part of routes (`id/model`) and of the names of secrets (`key:id@origin`). */
export function isProviderId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text);
}

function parseEntry(id: ProviderId, raw: Readonly<Record<string, unknown>>): Parsed<ProviderSetting> {
  const kept: [string, unknown][] = [];
  const problems: SettingProblem[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const schema: GenericSchema | undefined = isField(name) ? fields[name] : undefined;
    const result = schema && safeParse(schema, value);
    if (result?.success) kept.push([name, result.output]);
    // What an unknown field holds may be a key, whatever it is called.
    else problems.push({ key: `${key}.${id}.${name}`, value: schema ? shownField(name, value) : '(hidden)' });
  }
  return { value: Object.fromEntries(kept) as ProviderSetting, problems };
}

function shownField(name: string, value: unknown): string {
  return name === 'headers' ? '(hidden)' : shownValue(value);
}

function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
