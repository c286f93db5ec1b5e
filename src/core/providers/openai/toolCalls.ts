import type { OpenAI } from 'openai';
import type { ToolPart } from '../../contract/events';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

/** Joins the parts of tool calls, which carry their id and name in the first part only. One call follows another. */
export class ToolCalls {
  private open: { readonly index: number; readonly id: string; readonly name: string } | undefined;

  take(deltas: readonly Delta[]): readonly ToolPart[] {
    return deltas.flatMap((delta) => {
      const parts: ToolPart[] = [];
      if (this.open?.index !== delta.index) {
        parts.push(...this.close());
        this.open = { index: delta.index, id: delta.id ?? `call_${delta.index}`, name: delta.function?.name ?? '' };
      }
      const { id, name } = this.open ?? { id: '', name: '' };
      parts.push({ t: 'tool', id, name, json: delta.function?.arguments ?? '', last: false });
      return parts;
    });
  }

  /** Ends the call that is open. */
  close(): readonly ToolPart[] {
    if (!this.open) return [];
    const { id, name } = this.open;
    this.open = undefined;
    return [{ t: 'tool', id, name, json: '', last: true }];
  }
}
