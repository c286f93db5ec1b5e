import type { Token } from 'markdown-it';
import { createParser, type RenderEnv } from './parser';

/** A top-level block of a markdown document. */
export interface SourceBlock {
  readonly source: string;
  /** Offsets in the document, in UTF-16 units; `end` excludes blank lines behind the block. */
  readonly start: number;
  readonly end: number;
  /** Raw HTML of the parser, not yet sanitised; `marked` replaces the source by one that carries marks. */
  html(marked?: string): string;
  /** HTML for comparison only, without colours. */
  plainHtml(marked: string): string;
}

type References = NonNullable<RenderEnv['references']>;

/**
 * Cuts a growing document into its top-level blocks. Text that is appended can change only the last block, so those
 * before it are parsed once and come back as the same objects. The exception is a link reference that is defined below
 * its use: `final` reads the whole document again where it has any references.
 */
export class BlockSplitter {
  private readonly parser = createParser();
  private settled: { text: string; blocks: readonly SourceBlock[]; references: References } = nothing();

  /** The blocks of `text`, whose line ends are `\n`. */
  split(text: string, final: boolean): readonly SourceBlock[] {
    if (!text.startsWith(this.settled.text)) this.settled = nothing();
    let open = this.parse(text);
    if (final && Object.keys(open.references).length > 0 && this.settled.text !== '') {
      this.settled = nothing();
      open = this.parse(text);
    }
    const all = [...this.settled.blocks, ...open.blocks];
    const last = open.blocks.at(-1);
    if (!final && last && open.blocks.length > 1) this.settle(text, last.start, open.blocks.slice(0, -1));
    return all;
  }

  private parse(text: string): { blocks: readonly SourceBlock[]; references: References } {
    const offset = this.settled.text.length;
    const tail = text.slice(offset);
    const env: RenderEnv = { references: { ...this.settled.references } };
    const groups = topLevelGroups(this.parser.parse(tail, env));
    const lines = lineStarts(tail);
    const blocks = groups.map((tokens) => {
      const [first, behind] = tokens[0]!.map ?? [0, lines.length - 1];
      const start = lines[first] ?? tail.length;
      const source = tail.slice(start, lines[behind] ?? tail.length);
      return this.block(source, offset + start, tokens, env);
    });
    return { blocks, references: env.references ?? {} };
  }

  private block(source: string, start: number, tokens: Token[], env: RenderEnv): SourceBlock {
    let own: string | undefined;
    const render = (marked: string, uncoloured: boolean): string =>
      this.parser.render(marked, { references: { ...env.references }, uncoloured });
    return {
      source,
      start,
      end: start + source.trimEnd().length,
      html: (marked) =>
        marked === undefined
          ? (own ??= this.parser.renderer.render(tokens, this.parser.options, env))
          : render(marked, false),
      plainHtml: (marked) => render(marked, true),
    };
  }

  private settle(text: string, until: number, blocks: readonly SourceBlock[]): void {
    const piece = text.slice(this.settled.text.length, until);
    const env: RenderEnv = { references: { ...this.settled.references } };
    // References seen by the last parse may be half written in the open tail: only those above it are kept.
    if (piece.includes(']:')) this.parser.parse(piece, env);
    this.settled = {
      text: text.slice(0, until),
      blocks: [...this.settled.blocks, ...blocks],
      references: env.references ?? {},
    };
  }
}

function nothing(): { text: string; blocks: readonly SourceBlock[]; references: References } {
  return { text: '', blocks: [], references: {} };
}

/** Tokens of one block each: from an opening token of level 0 to its closing one. */
function topLevelGroups(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [];
  let open: Token[] | undefined;
  for (const token of tokens) {
    if (open) open.push(token);
    else groups.push((open = [token]));
    if (token.level === 0 && token.nesting !== 1) open = undefined;
  }
  return groups;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}
