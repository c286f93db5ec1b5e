import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { knownText } from '../../simulator/knownText';
import type { Simulator } from '../../simulator/simulator';
import { fencedEnv } from '../../support/claudeCode/claudeWorld';
import { prepareClaudeCode } from '../../support/claudeCode/install';
import { endedIn } from '../../support/claudeCode/processesIn';
import { canaries, ScratchHome, subscription, wiped } from '../../support/claudeCode/scratchHome';
import { copyDiagnostics } from './diagnostics';
import { Notices } from './notices';
import { ReportTab } from './reportTab';
import { openStage, statusId, type Stage } from './stage';
import { StatusPicker } from './statusPicker';
import { until } from './until';

const standIn = 'gemma4:e4b';
const answerOf = { program: 'Answer, Claude Code default', standIn: `Answer, Ollama ${standIn}` } as const;
const lostSentence = 'Your Claude Code login has expired. Claude’s API itself is fine.';

/** The user's `claude`: it notes how it was called, answers by the real one, and logs nobody in. */
function installProgram(home: ScratchHome, program: string): void {
  mkdirSync(path.join(home.folder, '.local/bin'), { recursive: true });
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >> "${path.join(home.folder, 'calls.txt')}"`,
    'if [ "$1" = auth ]; then echo "You would log in here."; exit 0; fi',
    `exec "${program}" "$@"`,
  ];
  home.write('.local/bin/claude', `${lines.join('\n')}\n`);
  chmodSync(path.join(home.folder, '.local/bin/claude'), 0o755);
}

describe('Claude Code in the editor', function () {
  this.timeout(120_000);
  let home: ScratchHome;
  let stage: Stage;
  let notices: Notices;
  let picker: StatusPicker;

  before(async function () {
    this.timeout(240_000);
    let program: string;
    try {
      program = await prepareClaudeCode(AbortSignal.timeout(170_000), (line) => console.log(`    ${line}`));
    } catch (error) {
      console.log(`    SKIPPED, no real Claude Code here: ${String(error)}`);
      return this.skip();
    }
    home = new ScratchHome();
    installProgram(home, program);
    const envOf = (simulator: Simulator) => ({
      ...fencedEnv(simulator, home),
      PATH: `${path.join(home.folder, '.local/bin')}:${process.env['PATH']}`,
      ANTHROPIC_API_KEY: undefined,
    });
    stage = await openStage({
      standIn,
      env: envOf,
      // Unhurried: what is torn off behind unread bytes takes them along.
      simulator: { pace: { msPerChunk: 3, charsPerChunk: 24 } },
      before: (simulator) => logIn(simulator),
    });
    notices = await Notices.watch(stage.window.workbench);
    picker = new StatusPicker(stage.window.workbench);
    await stage.chat.open();
  });
  beforeEach(() => notices.clear());
  afterEach(function () {
    return stage?.window.workbench.screenshot(`claude code ${this.currentTest?.title}`);
  });
  after(async () => {
    await stage?.close();
    if (home) await endedIn(home.folder);
    home?.dispose();
  });

  const logIn = (simulator = stage.simulator): void =>
    home.login(subscription({ accessToken: simulator.key('claude') }));
  const logOut = (): void => home.login(subscription(wiped));
  const calls = (): readonly string[] => {
    const file = path.join(home.folder, 'calls.txt');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  /** Waits until the status bar shows this, with this icon, on the background of a warning or not. */
  async function assertStatus(icon: string, text: string, isLoud: boolean): Promise<void> {
    await until(
      () => stage.status(),
      (shown) => shown === text,
    );
    const item = stage.window.workbench.statusItem(statusId);
    await item.locator(`.codicon-${icon}`).waitFor();
    assert.equal((await item.getAttribute('class'))?.includes('warning-kind'), isLoud);
  }

  /** The notice of a lost login with its three actions has come up, once; answers it with one of them. */
  async function answerNotice(action: 'Log in again' | 'Use an API key' | 'Carry on with Gemma'): Promise<void> {
    const toast = stage.window.workbench.toast(lostSentence);
    await toast.waitFor();
    assert.deepEqual(await notices.seen(), [lostSentence]);
    const buttons = toast.getByRole('button', { name: /^(Log in|Use an|Carry on)/ });
    const names = (await buttons.allInnerTexts()).toSorted();
    assert.deepEqual(names, ['Carry on with Gemma', 'Log in again', 'Use an API key']);
    await stage.window.workbench.screenshot(`claude code notice, then ${action}`);
    await toast.getByRole('button', { name: action }).click();
  }

  it('is put to use by one click, and answers by its own login', async () => {
    await stage.chat.button('Use Claude Code').click();
    await assertStatus('sparkle', 'Claude Code', false);
    assert.equal(await stage.chat.ask('How does a stand-in take over?'), answerOf.program);
    assert.equal(await stage.chat.copiedAnswer(), knownText);
    const [asked] = stage.simulator.control.journal.requests.filter(({ service }) => service === 'claude');
    assert.equal(asked?.headers['authorization'], `Bearer ${stage.simulator.key('claude')}`);
  });

  it('has its three lamps in the tooltip, told apart', async () => {
    const { workbench } = stage.window;
    await workbench.statusItem(statusId).hover();
    const tooltip = workbench.page.locator('.monaco-hover', { hasText: 'Understudy: Claude Code' });
    await tooltip.getByText('Messages API: answering').waitFor();
    await tooltip.getByText('Login service: unknown: it cannot be checked without touching your login').waitFor();
    await tooltip.getByText('Your Claude Code login: subscription (max)').waitFor();
    await workbench.screenshot('claude code tooltip');
    await workbench.page.mouse.move(0, 0);
  });

  it('cut in mid-answer is carried on by the stand-in behind a seam, and is asked again when it is well', async () => {
    const { chat, simulator, window } = stage;
    simulator.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', afterChars: 700 });
    assert.equal(await chat.ask('And now?'), `${answerOf.program}, continued by Ollama ${standIn}`);
    assert.deepEqual(await chat.seamNames(), ['Claude Code stopped: connection lost. Continued by Gemma 4.']);
    assert.equal(await chat.copiedAnswer(), knownText);
    await assertStatus('shield', 'Gemma 4 · Claude Code connection lost', true);
    assert.deepEqual(await notices.seen(), [
      'Claude Code: connection lost. Gemma 4 answers until Claude Code is back.',
    ]);
    await chat.seams.first().scrollIntoViewIfNeeded();
    await window.workbench.screenshot('claude code seam');
    simulator.control.heal('claude');
    await picker.act('default', 'Try Claude Code now');
    // A warm stand-in may speak first: the program takes a second to start. Its first word, in time, is enough all the same.
    await chat.ask('Are you back?');
    await assertStatus('sparkle', 'Claude Code', false);
    assert.equal(await chat.ask('And again?'), answerOf.program);
  });

  it('with its login wiped says so once, and opens a terminal with its own command to log in', async () => {
    logOut();
    await assertStatus('shield', 'Gemma 4 · Claude Code login expired', true);
    await answerNotice('Log in again');
    await until(calls, (all) => all.includes('auth login'));
    await stage.window.workbench.screenshot('claude code terminal');
    logIn();
    await assertStatus('sparkle', 'Claude Code', false);
  });

  it('lost again says so again, and leads to an API key: Claude answers, and the status bar names the lost login', async () => {
    logOut();
    await answerNotice('Use an API key');
    const { workbench } = stage.window;
    await workbench.quickInput().waitFor();
    await workbench.quickInput().fill(stage.simulator.key('claude'));
    await workbench.page.keyboard.press('Enter');
    await workbench.quickRow('Before local').click();
    await workbench.page.mouse.move(0, 0);
    await workbench.page.locator('.quick-input-title', { hasText: 'Also complete code' }).waitFor();
    await workbench.page.getByRole('option', { name: /^Only local,/ }).click();
    await assertStatus('key', 'Claude · Claude Code login expired', true);
    assert.equal(await stage.chat.ask('Who is it?'), 'Answer, Claude claude-sonnet-5-5');
    await assertStatus('key', 'Claude · Claude Code login expired', true);
    logIn();
    await assertStatus('sparkle', 'Claude', false);
  });

  it('lost beside others offers to carry on with Gemma, who then answers', async () => {
    logOut();
    await answerNotice('Carry on with Gemma');
    await assertStatus('pinned', 'Gemma 4', false);
    assert.equal(await stage.chat.ask('And you?'), answerOf.standIn);
  });

  it('is in the readiness check, with what each kind of outage would do to it', async () => {
    const { workbench } = stage.window;
    await workbench.runCommand('Understudy: Check readiness');
    await workbench.dialog().getByRole('button', { name: 'Check now' }).click();
    const page = await ReportTab.opened(workbench.page, 'Readiness', 60_000);
    const told = await page.body.getByRole('region', { name: 'Your Claude Code' }).innerText();
    for (const line of [
      'Your Claude Code login\nexpired: it was refused and is empty now; log in again',
      'If the login service fails\nyou could not log in again',
      'If your login is refused\nit is lost already: it stops at once until you log in again',
      'If the network drops\nit tries for about three minutes, then stops',
    ])
      assert.ok(told.replace(/\s*\n\s*/g, '\n').includes(line), told);
    const asked = (await page.rows('What was asked')).find(([target]) => target === 'Claude Code default');
    assert.equal(asked?.[2], 'login expired');
    await workbench.screenshot('claude code readiness');
    await workbench.runCommand('View: Close Editor');
  });

  it('was never asked for its status, and no word of a token was kept', async () => {
    assert.deepEqual(
      calls().filter((call) => call.startsWith('auth ')),
      ['auth login'],
    );
    const copied = await copyDiagnostics(stage.window);
    assert.match(copied, /"label": "Your Claude Code login"/);
    for (const secret of [...Object.values(canaries), stage.simulator.key('claude')])
      assert.ok(!copied.includes(secret), secret);
  });
});
