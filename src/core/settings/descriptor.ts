import { safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { shownValue } from './shownValue';

/** Who may set a setting, in the manifest's own words. */
export type SettingScope = 'application' | 'resource' | 'language-overridable';

/** A value that was not understood and what is used in its place. Both are safe to show and to log. */
export interface SettingProblem {
  /** The full name, with the place inside where there is one: `understudy.providers.claude.baseUrl`. */
  readonly key: string;
  readonly value: string;
  /** What is used instead, as JSON; absent where the value is merely left out. */
  readonly used?: string;
}

/** A checked value; a bad one has become the default and left a problem. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly SettingProblem[];
}

/** Everything code knows of one setting. The manifest says the same; a test holds them together. */
export interface Descriptor<T> {
  readonly key: string;
  readonly default: T;
  readonly scope: SettingScope;
  /** Checks a value as it was typed; `undefined` (not set) gives the default without a problem. */
  parse(value: unknown): Parsed<T>;
}

/** A setting whose value is right or wrong as a whole. `ifBad` differs from the default where only it is safe. */
export function describe<const S extends GenericSchema>(
  key: string,
  scope: SettingScope,
  schema: S,
  fallback: InferOutput<S>,
  ifBad: InferOutput<S> = fallback,
): Descriptor<InferOutput<S>> {
  return {
    key,
    scope,
    default: fallback,
    parse: (value) => {
      if (value === undefined) return { value: fallback, problems: [] };
      const result = safeParse(schema, value);
      if (result.success) return { value: result.output, problems: [] };
      return { value: ifBad, problems: [{ key, value: shownValue(value), used: JSON.stringify(ifBad) }] };
    },
  };
}

/** A list of texts whose items are right or wrong one by one; `clean` gives the item to keep, or `undefined` for a bad one. */
export function describeList(
  key: string,
  scope: SettingScope,
  fallback: readonly string[],
  clean: (item: string) => string | undefined,
): Descriptor<readonly string[]> {
  return {
    key,
    scope,
    default: fallback,
    parse: (value) => {
      if (value === undefined) return { value: fallback, problems: [] };
      if (!Array.isArray(value)) {
        return { value: fallback, problems: [{ key, value: shownValue(value), used: JSON.stringify(fallback) }] };
      }
      const kept = new Set<string>();
      const problems: SettingProblem[] = [];
      for (const item of value) {
        const cleaned = typeof item === 'string' ? clean(item) : undefined;
        if (cleaned === undefined) problems.push({ key, value: shownValue(item) });
        else kept.add(cleaned);
      }
      return { value: [...kept], problems };
    },
  };
}
