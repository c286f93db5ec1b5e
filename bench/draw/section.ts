/** Puts a new text between the two marks of a bench in a document, at its end where it has none. */
export function withSection(document: string, bench: string, section: string): string {
  const begin = `<!-- written by ${bench} -->`;
  const end = `<!-- end of ${bench} -->`;
  const written = `${begin}\n\n${section.trim()}\n\n${end}`;
  const from = document.indexOf(begin);
  const until = document.indexOf(end, from);
  if (from < 0 || until < 0) return `${document.trimEnd()}\n\n${written}\n`.trimStart();
  return document.slice(0, from) + written + document.slice(until + end.length);
}
