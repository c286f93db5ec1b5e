/**
 * What a value is, without what it says: `text`, `instant`, `integer`, … for plain values, the same of every field for an
 * object. Of a list what its members are together; a field that only some of them have ends in `?`.
 */
export type Shape = string | { readonly [field: string]: Shape } | readonly Shape[];

/** The shape of a parsed JSON value. */
export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(together)];
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, fieldShape(field, item)]));
  }
  if (typeof value === 'string') return kindOfText(value);
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

/** Fields whose content is what matters, since clients decide by it. */
const literal: ReadonlySet<string> = new Set([
  'done',
  'done_reason',
  'role',
  'error',
  'status',
  'format',
  'capabilities',
]);

function fieldShape(field: string, value: unknown): Shape {
  if (field === 'capabilities') return ['text'];
  if (field === 'model_info' && typeof value === 'object' && value !== null) return modelInfoShape(value);
  if (!literal.has(field)) return shapeOf(value);
  if (typeof value === 'boolean') return `= ${value}`;
  return typeof value === 'string' ? `= ${value.replace(/\b\d+\b/g, 'N')}` : shapeOf(value);
}

/** Its fields are the model's own; those that every model has begin with its architecture. */
function modelInfoShape(info: object): Shape {
  const fields = Object.entries(info).filter(([name]) => /^general\.architecture$|\.context_length$/.test(name));
  return Object.fromEntries(fields.map(([name, value]) => [name.replace(/^(?!general\.)[^.]+/, '*'), shapeOf(value)]));
}

function kindOfText(text: string): Shape {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return 'instant';
  if (/^[0-9a-f]{64}$/.test(text)) return 'digest';
  return text === '' ? 'empty' : 'text';
}

function together(a: Shape, b: Shape): Shape {
  if (typeof a === 'string' || typeof b === 'string') return textual(a) && textual(b) ? 'text' : a;
  if (Array.isArray(a) && Array.isArray(b)) return a.length > 0 ? a : b;
  const fields = new Set([...Object.keys(a), ...Object.keys(b)].map((field) => field.replace(/\?$/, '')));
  const at = (shape: object, field: string): Shape | undefined =>
    (shape as Record<string, Shape>)[field] ?? (shape as Record<string, Shape>)[`${field}?`];
  return Object.fromEntries(
    [...fields].map((field): [string, Shape] => {
      const [left, right] = [at(a, field), at(b, field)];
      const both = left !== undefined && right !== undefined && field in a && field in b;
      return [
        both ? field : `${field}?`,
        left !== undefined && right !== undefined ? together(left, right) : (left ?? right ?? ''),
      ];
    }),
  );
}

function textual(shape: Shape): boolean {
  return shape === 'text' || shape === 'empty';
}
