import { performance } from 'node:perf_hooks';
import type { Disposable } from '../../src/core/base/disposable';
import type { Position } from '../../src/core/completions/documentView';
import type { Suggestion } from '../../src/core/completions/suggestion';
import { createChance } from '../replay/chance';
import { createSimClock, type SimClock } from '../replay/simClock';
import type { Contender, ContenderKind } from './contenders';
import { ModelledServer, targetOf, type Kind, type Mind, type Moment, type Request } from './model';
import type { Session, Sitting } from './session';
import { TextBuffer } from './textBuffer';
import type { Key } from './typist';

/** What happened in one session, before it is counted. */
export interface Played {
  /** Keys that changed the text. */
  readonly keys: number;
  /** Characters typed, Enter and typed-over closers included, and those that were on screen before they were typed. */
  readonly typed: number;
  readonly foreseen: number;
  readonly shown: readonly Shown[];
  /** Calls of the editor that got an item, and those whose item needed no request of its own. */
  readonly items: number;
  readonly itemsKnown: number;
  readonly requests: readonly Request[];
  /** Real milliseconds the editor's call took before it came back, one for each call. */
  readonly callMs: readonly number[];
}

/** One item that came on screen. */
export interface Shown {
  /** Simulated milliseconds from the key to the item. */
  readonly waitMs: number;
  /** Whether the text agreed with it ten keys later; `undefined` if the session ended before. */
  isKept: boolean | undefined;
}

/** Everything that makes a run what it is. */
export interface Setting {
  readonly kind: Kind;
  readonly mind: Mind;
  readonly seed: number;
}

/** VS Code waits this long after a key before it calls a provider (`reference/vscode.md` §1.2). */
const editorMs = 50;

/** An item is judged after so many keys. */
const judgedAfter = 10;

interface Ghost {
  readonly item: Suggestion;
  readonly shown: Shown;
  readonly dueKey: number;
}

/**
 * Plays a session with one contender in front of a modelled server, on simulated time. Nobody accepts anything: all contenders
 * meet the same keys. @throws when something is asked for a text that is gone.
 */
export async function playSession(session: Session, contender: ContenderKind, setting: Setting): Promise<Played> {
  const clock = createSimClock(0);
  const player = new Player(session, contender, setting, clock);
  await player.play();
  return player;
}

/** The editor, with a typist in front of it and a contender behind it. */
class Player implements Played {
  keys = 0;
  typed = 0;
  foreseen = 0;
  items = 0;
  itemsKnown = 0;
  readonly shown: Shown[] = [];
  readonly callMs: number[] = [];
  readonly requests: readonly Request[];
  private readonly server: ModelledServer;
  private readonly contender: Contender;
  private moment: Moment | undefined;
  private buffer = new TextBuffer('');
  private sitting: Sitting | undefined;
  private isOver = false;
  private token = new AbortController();
  private call: Disposable | undefined;
  private ghost: Ghost | undefined;
  private waiting: Ghost[] = [];

  constructor(
    private readonly session: Session,
    contender: ContenderKind,
    { kind, mind, seed }: Setting,
    private readonly clock: SimClock,
  ) {
    this.server = new ModelledServer(clock, kind, mind, createChance(seed), () => this.now());
    this.requests = this.server.requests;
    this.contender = contender.create(this.server, clock, targetOf(kind));
  }

  async play(): Promise<void> {
    const keys = this.session.sittings.flatMap((sitting) => sitting.keys.map((key) => ({ sitting, key })));
    const next = (index: number): void => {
      const due = keys[index];
      if (!due) {
        this.clock.schedule(10_000, () => (this.isOver = true));
        return;
      }
      this.clock.schedule(due.key.at - this.clock.now(), () => {
        this.press(due.sitting, due.key, index);
        next(index + 1);
      });
    };
    next(0);
    await this.clock.play(() => this.isOver);
    this.contender.dispose();
    if (this.server.misfit !== undefined) throw new Error(`asked for a text that is gone: ${this.server.misfit}`);
  }

  private now(): Moment {
    if (!this.moment) throw new Error('nobody has typed yet');
    return this.moment;
  }

  private press(sitting: Sitting, key: Key, keyIndex: number): void {
    this.token.abort();
    this.call?.dispose();
    if (sitting !== this.sitting) {
      this.judge(Number.POSITIVE_INFINITY);
      this.sitting = sitting;
      this.buffer = new TextBuffer(sitting.text);
    }
    this.foresee(key);
    if (key.kind !== 'move') {
      this.buffer.replace(key.start, key.end, key.text);
      this.keys += 1;
    }
    this.moment = { keyIndex, key, buffer: this.buffer };
    this.judge(this.keys);
    if (this.ghost && (key.kind === 'move' || this.rest(this.ghost.item) === undefined)) this.ghost = undefined;
    if (key.kind === 'move') return;
    const token = new AbortController();
    this.token = token;
    const pressedAt = this.clock.now();
    this.call = this.clock.schedule(editorMs, () => this.ask(sitting, key, pressedAt, token.signal));
  }

  private ask(sitting: Sitting, key: Key, pressedAt: number, signal: AbortSignal): void {
    const input = {
      view: this.buffer.view(sitting.path, sitting.languageId),
      position: key.cursor,
      indentation: { tabSize: 2, insertSpaces: true },
      explicit: false,
      cursors: 1,
      enabled: true,
    };
    const { keyIndex } = this.now();
    const startedAt = performance.now();
    const answer = this.contender.provide(input, signal);
    this.callMs.push(performance.now() - startedAt);
    const take = (item: Suggestion | undefined): void => {
      if (!signal.aborted) this.show(item, keyIndex, this.clock.now() - pressedAt);
    };
    if (answer instanceof Promise) void answer.then(take);
    else take(answer);
  }

  private show(item: Suggestion | undefined, keyIndex: number, waitMs: number): void {
    if (!item) {
      this.ghost = undefined;
      return;
    }
    const request = this.server.requestOf(item.target);
    this.items += 1;
    if (request && request.keyIndex < keyIndex) this.itemsKnown += 1;
    if (request) request.wasShown = true;
    if (this.ghost && this.rest(this.ghost.item) === this.rest(item)) return;
    const shown: Shown = { waitMs, isKept: undefined };
    this.ghost = { item, shown, dueKey: this.keys + judgedAfter };
    this.shown.push(shown);
    this.waiting.push(this.ghost);
  }

  /** Whether the key about to be pressed is what the ghost says. */
  private foresee(key: Key): void {
    if (key.kind !== 'type' && key.kind !== 'enter' && key.kind !== 'overtype') return;
    this.typed += 1;
    const { item } = this.ghost ?? {};
    if (!item) return;
    const before = this.buffer.between(item.start, key.start);
    if (item.insertText.startsWith(before + key.text.slice(0, 1))) this.foreseen += 1;
  }

  private judge(keys: number): void {
    const due = this.waiting.filter(({ dueKey }) => dueKey <= keys);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ dueKey }) => dueKey > keys);
    for (const { item, shown } of due) shown.isKept = this.agrees(item);
  }

  /** What is left of an item at the cursor; `undefined` if something else was typed, or all of it. */
  private rest(item: Suggestion): string | undefined {
    const { cursor } = this.now().key;
    if (isBefore(cursor, item.start)) return undefined;
    const written = this.buffer.between(item.start, cursor);
    return item.insertText.length > written.length && item.insertText.startsWith(written)
      ? item.insertText.slice(written.length)
      : undefined;
  }

  /** Whether what stands from the item's start to the cursor goes with what the item says. */
  private agrees(item: Suggestion): boolean {
    const { cursor } = this.now().key;
    if (isBefore(cursor, item.start)) return false;
    const written = this.buffer.between(item.start, cursor);
    return item.insertText.startsWith(written) || written.startsWith(item.insertText);
  }
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
