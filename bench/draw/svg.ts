/** Colours that carry the meaning of a series; both themes draw them on their own ground. */
export type Tone = 'ours' | 'other' | 'grey' | 'line' | 'ink';

/** A drawing of this size; it follows the reader's light or dark theme and brings no font. */
export function svg(width: number, height: number, label: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">
<style>
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #57606a; }
  .strong { font-weight: 600; fill: #1f2328; }
  .ours { fill: #1a7f37; stroke: #1a7f37; }
  .other { fill: #9a6700; stroke: #9a6700; }
  .grey { fill: #8c959f; stroke: #8c959f; }
  .line { fill: #d0d7de; stroke: #d0d7de; }
  .ink { fill: #1f2328; stroke: #1f2328; }
  rect { stroke: none !important; }
  path { fill: none !important; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1; }
    .strong { fill: #f0f6fc; }
    .ours { fill: #3fb950; stroke: #3fb950; }
    .other { fill: #d29922; stroke: #d29922; }
    .grey { fill: #656c76; stroke: #656c76; }
    .line { fill: #3d444d; stroke: #3d444d; }
    .ink { fill: #f0f6fc; stroke: #f0f6fc; }
  }
</style>
${parts.join('\n')}
</svg>
`;
}

/** A line of text; `end` sets its right edge at `x`. */
export function text(
  x: number,
  y: number,
  words: string,
  more: { readonly strong?: boolean; readonly end?: boolean } = {},
): string {
  const attributes = `${more.strong ? ' class="strong"' : ''}${more.end ? ' text-anchor="end"' : ''}`;
  return `<text x="${round(x)}" y="${round(y)}"${attributes}>${escaped(words)}</text>`;
}

/** A filled bar. */
export function bar(x: number, y: number, width: number, height: number, tone: Tone): string {
  return `<rect class="${tone}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="2"/>`;
}

/** A line through points. */
export function line(points: readonly (readonly [x: number, y: number])[], tone: Tone, dashed = false): string {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path class="${tone}" d="${path}"${dashed ? ' style="stroke-dasharray: 4 3; stroke-width: 1"' : ''}/>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
