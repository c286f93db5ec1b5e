import assert from 'node:assert/strict';
import type { FaultOrder } from '../../simulator/control';
import { knownText } from '../../simulator/knownText';
import type { Counter } from '../../simulator/journal';
import { Notices } from './notices';
import { renderedAnswer, type RenderedAnswer } from './renderedAnswer';
import { openStage, statusId, type Stage, type StageOptions } from './stage';
import { StatusPicker } from './statusPicker';
import { until } from './until';

/** Who stands in: a model large enough to carry on, and without a way of its own to do so. */
const standInModel = 'gemma4:e4b';

/** The accessible names of answers by one author. */
export const answerOf = {
  claude: 'Answer, Claude claude-sonnet-5-5',
  standIn: `Answer, Ollama ${standInModel}`,
} as const;

/** The accessible name of an answer that Claude began and the stand-in carried on. */
export const continued = `${answerOf.claude}, continued by Ollama ${standInModel}`;

/** The accessible name of an answer that Claude began and the stand-in gave again from the start. */
export const restarted = `${answerOf.claude}, restarted by Ollama ${standInModel}`;

/** What the one notice of an episode says. */
export const noticeOf = (why: string): string => `Claude: ${why}. Gemma 4 answers until Claude is back.`;

/** A stage with Claude set up, Gemma 4 as its stand-in, and what tests of outages look at. */
export class OutageStage {
  private constructor(
    readonly stage: Stage,
    readonly notices: Notices,
    private readonly whole: RenderedAnswer,
  ) {}

  /**
   * Opens the window, and asks Claude once, so that it is known how the text is drawn without any seam. On a busy machine a
   * second time: mocha tries tests again, and no hooks.
   */
  static async open(options: StageOptions = {}): Promise<OutageStage> {
    try {
      return await OutageStage.begin(options);
    } catch (error) {
      console.log(`    tried again: opening the stage (${String(error).split('\n')[0]})`);
      return OutageStage.begin(options);
    }
  }

  private static async begin(options: StageOptions): Promise<OutageStage> {
    const pace = { msPerChunk: 1, charsPerChunk: 8 };
    const stage = await openStage({ simulator: { pace }, standIn: standInModel, ...options });
    try {
      const { chat, window } = stage;
      await chat.setUpClaude();
      await stage.statusBecomes('Claude');
      assert.equal(await chat.ask('How does a stand-in take over?'), answerOf.claude);
      assert.equal(await chat.copiedAnswer(), knownText);
      const whole = await renderedAnswer(chat.lastAnswer);
      return new OutageStage(stage, await Notices.watch(window.workbench), whole);
    } catch (error) {
      await stage.window.workbench.screenshot('outage did not begin');
      await stage.close();
      throw error;
    }
  }

  /** Makes everything well again, by the user's own *Try now* where Claude is away, and begins a new chat. */
  async recover(): Promise<void> {
    const { simulator, chat, window } = this.stage;
    await simulator.reset();
    await this.notices.clear();
    if ((await this.stage.status()) !== 'Claude') {
      await this.tryNow();
      simulator.control.script('claude', { text: 'I am back.' });
      assert.equal(await chat.ask('Are you back?'), answerOf.claude);
    }
    await this.assertClaude();
    await chat.newChat();
    await window.workbench.page.mouse.move(0, 0);
    await simulator.reset();
  }

  /** Loads the window anew with other settings, laid over the usual ones. */
  async restart(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.stage.window.changeSettings({ ...this.stage.settings, ...settings });
    await this.stage.window.reload();
    await this.stage.statusBecomes('Claude', 60_000);
    await this.stage.chat.open();
  }

  /** Lets the next ask try Claude, whatever is known of it. */
  async tryNow(): Promise<void> {
    await new StatusPicker(this.stage.window.workbench).act('claude-sonnet-5-5', 'Try Claude now');
  }

  /** Breaks Claude's chat; the free calls of a service behave as the fault says. */
  break(order: Omit<FaultOrder, 'service'>): void {
    this.stage.simulator.control.set({ service: 'claude', ...order });
  }

  /** Asks, and gives the accessible name of the answer. */
  ask(question = 'How does a stand-in take over?', limitMs?: number): Promise<string> {
    return this.stage.chat.ask(question, limitMs);
  }

  /** What a service was asked since the test began. */
  asked(service: 'claude' | 'ollama'): Counter {
    return { ...this.stage.simulator.control.journal.counter(service) };
  }

  /** The last answer is the known text: as it is copied, and as it is drawn, with no character lost or doubled. */
  async assertWhole(): Promise<void> {
    assert.equal(await this.stage.chat.copiedAnswer(), knownText);
    const { text, code } = await this.rendered();
    assert.equal(text, this.whole.text);
    assert.deepEqual(code, this.whole.code);
    assert.deepEqual(this.stage.simulator.control.journal.violations, []);
  }

  rendered(): Promise<RenderedAnswer> {
    return renderedAnswer(this.stage.chat.lastAnswer);
  }

  /** Whether `folded` is how the beginning of the known text is drawn. */
  isBeginning(folded: string): boolean {
    return folded.trim() !== '' && this.whole.text.startsWith(folded.trimEnd());
  }

  /** The status bar shows Gemma 4 in Claude's place, with a warning and for this reason. */
  async assertElsewhere(why: string): Promise<void> {
    await this.assertStatus('shield', `Gemma 4 · Claude ${why}`, true);
  }

  /** The status bar shows Claude, quietly. */
  async assertClaude(): Promise<void> {
    await this.assertStatus('sparkle', 'Claude', false);
  }

  /** Exactly these notices came up in this test. */
  async assertNotices(...sentences: readonly string[]): Promise<void> {
    await until(
      () => this.notices.seen(),
      (seen) => seen.length >= sentences.length,
    );
    assert.deepEqual(await this.notices.seen(), sentences);
  }

  private async assertStatus(icon: string, text: string, isLoud: boolean): Promise<void> {
    const item = this.stage.window.workbench.statusItem(statusId);
    await until(
      () => this.stage.status(),
      (shown) => shown === text,
    );
    assert.equal(await item.locator(`.codicon-${icon}`).count(), 1);
    assert.equal((await item.getAttribute('class'))?.includes('warning-kind'), isLoud);
  }

  /** Keeps a picture of the window, with the seam in view where there is one. */
  async screenshot(title: string): Promise<void> {
    const { chat, window } = this.stage;
    if ((await chat.seams.count()) > 0) await chat.seams.first().scrollIntoViewIfNeeded();
    await window.workbench.screenshot(title);
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}
