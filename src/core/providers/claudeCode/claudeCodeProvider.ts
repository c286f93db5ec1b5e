import { lazily, throwIfCancelled } from '../../base/async';
import type { Disposable } from '../../base/disposable';
import type { ChatRequest } from '../../contract/ask';
import type { ProviderEvent } from '../../contract/events';
import type { Evidence } from '../../contract/failure';
import type { Target } from '../../contract/target';
import type { CallContext } from '../callContext';
import { toFailure } from '../failure';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from '../provider';
import { AnswerReader } from './answer';
import { endEvidence } from './evidence';
import { askArguments, askVariables, ownModel, readOptions, type ProgramOptions } from './options';
import { programTooOld, startWithheld, type ClaudeProgram, type ProgramRun } from './program';
import { toPrompt } from './prompt';

/** The models that can be named without knowing the account: the program's own choice and its aliases (its help, 2.1.330). */
const models: readonly ModelInfo[] = [
  { id: ownModel, label: 'Claude Code’s own choice' },
  ...['opus', 'sonnet', 'haiku'].map((id) => ({ id, label: id })),
];

/** Claude by the user's own `claude` program and its own login, whose tokens are never touched. Chat only. */
export class ClaudeCodeProvider implements Provider {
  private readonly program = lazily(async () => this.load?.());
  private readonly options = new Map<string, ProgramOptions>();

  constructor(
    private readonly context: CallContext,
    private readonly load: (() => Promise<ClaudeProgram | undefined>) | undefined,
  ) {}

  get info(): ResolvedProvider {
    return this.context.provider;
  }

  async *chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    throwIfCancelled(signal);
    const program = await this.program.get();
    const options = program && (await this.readOptions(program, signal));
    throwIfCancelled(signal);
    if (!options || options.missing.length > 0) {
      yield this.failed(unfit(options));
      return;
    }
    const effect = await program.lookBeforeStart();
    throwIfCancelled(signal);
    if (effect === 'waits-for-click') {
      // The gate has looked a moment before: this is the last word before a start that could cost the login.
      yield this.failed({ phase: 'connect', type: startWithheld });
      return;
    }
    const call = {
      args: (systemFile: string) => askArguments(options, target.model, systemFile),
      system: request.system,
      stdin: toPrompt(request),
      variables: askVariables,
    };
    const run = await program.start(call, signal);
    const reader = new AnswerReader(() => this.context.clock.now());
    const stop = (): void => run.stop({ gently: reader.isRenewing || (effect === 'renews' && reader.isSilent) });
    signal.addEventListener('abort', stop, { once: true });
    try {
      // It may have been aborted while it was started, and then no event comes any more.
      throwIfCancelled(signal);
      yield* this.follow(run, reader, signal);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  fimRoute(): Promise<FimRoute> {
    return Promise.resolve('none');
  }

  listModels(): Promise<Result<readonly ModelInfo[]>> {
    return Promise.resolve({ ok: true, value: models });
  }

  /** Whether the program is there and new enough. Its login cannot be proved for free: only a real ask does. */
  async check(signal: AbortSignal): Promise<Result<undefined>> {
    const program = await this.program.get();
    const options = program && (await this.readOptions(program, signal));
    throwIfCancelled(signal);
    if (options?.missing.length === 0) return { ok: true, value: undefined };
    return { ok: false, failure: this.toFailure(unfit(options)) };
  }

  private async *follow(run: ProgramRun, reader: AnswerReader, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const idle = new IdleWatch(this.context, run);
    try {
      for await (const line of run.lines) {
        throwIfCancelled(signal);
        yield* reader.take(line);
        if (reader.end) break;
        if (reader.hasText) idle.arm();
      }
    } finally {
      idle.dispose();
    }
    throwIfCancelled(signal);
    const { end } = reader;
    if (end?.t === 'end') yield end;
    else if (end) yield this.failed(end.evidence);
    else if (idle.ranOut) yield this.failed({ phase: reader.reached, observed: 'idle' });
    else yield this.failed(endEvidence(await run.ended, reader.reached, reader.hasText));
  }

  /** The options of the installed version; read anew where it is another one, which its help shows. */
  private async readOptions(program: ClaudeProgram, signal: AbortSignal): Promise<ProgramOptions | undefined> {
    const help = await program.help(signal);
    if (help === undefined) return undefined;
    const known = this.options.get(help) ?? readOptions(help);
    this.options.clear();
    this.options.set(help, known);
    return known;
  }

  private failed(evidence: Evidence): ProviderEvent {
    return { t: 'failure', failure: this.toFailure(evidence) };
  }

  private toFailure(evidence: Evidence) {
    return toFailure(evidence, this.info, this.context.clock.now());
  }
}

/** Why the program cannot be asked: it is not there or does not run, or it is too old to know the options that are needed. */
function unfit(options: ProgramOptions | undefined): Evidence {
  return options
    ? { phase: 'connect', type: programTooOld, text: `lacks ${options.missing.join(', ')}` }
    : { phase: 'connect', errno: 'ENOENT', text: 'claude was not found' };
}

/**
 * Ends a run that has begun to speak and then says nothing for long. Before its first text the program swallows the service's
 * pings, so that silence there is told from thinking by the deadlines of the attempt alone.
 */
class IdleWatch implements Disposable {
  private timer: Disposable | undefined;
  ranOut = false;

  constructor(
    private readonly context: CallContext,
    private readonly run: ProgramRun,
  ) {}

  arm(): void {
    this.timer?.dispose();
    const { clock, durations } = this.context;
    this.timer = clock.schedule(durations.idleCloudMs, () => {
      this.ranOut = true;
      this.run.stop();
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }
}
