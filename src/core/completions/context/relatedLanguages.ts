/** Languages whose files help one another. */
const families: readonly (readonly string[])[] = [
  ['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte'],
  ['c', 'cpp', 'objective-c', 'objective-cpp', 'cuda-cpp'],
  ['java', 'kotlin', 'scala', 'groovy'],
  ['css', 'scss', 'less'],
  ['json', 'jsonc'],
];

/** Whether a file of one language says something of the other's code. */
export function areRelated(a: string, b: string): boolean {
  return a === b || families.some((family) => family.includes(a) && family.includes(b));
}
