import { lazily } from '../../core/base/async';
import { DisposableStore, toDisposable, type Disposable } from '../../core/base/disposable';
import type { StatusSnapshot } from '../../core/contract/status';
import type { ClaudeCodeDeps } from './deps';
import type * as stepsModule from './steps';

/** What other parts begin by a click: an error's action, the picker, the empty chat. Nothing here rejects. */
export interface ClaudeCodeSteps extends Disposable {
  /** Puts the program to use, or stops that. Resolves to whether it is in use now. */
  use(isUsed: boolean): Promise<boolean>;
  /** Opens a terminal with the program's own login. */
  logIn(): Promise<void>;
  /** Looks at the login with the keychain, which the user has just allowed. */
  lookIntoKeychain(): void;
}

/** Looks at Claude Code's login when it is time, and tells of a lost one; all that it does is loaded when it is needed. */
export function registerClaudeCode(deps: ClaudeCodeDeps): ClaudeCodeSteps {
  const store = new DisposableStore();
  const life = new AbortController();
  store.add(toDisposable(() => life.abort()));
  const steps = (): Promise<typeof stepsModule> => import('./steps');
  const begin = async <T>(name: string, otherwise: T, step: (loaded: typeof stepsModule) => Promise<T>): Promise<T> => {
    try {
      return await step(await steps());
    } catch (error) {
      deps.logger.error('claudeCode.step', { step: name, error: String(error) });
      return otherwise;
    }
  };
  store.add(deps.clock.schedule(deps.firstLookMs, () => void deps.claudeCode.look()));
  const lost = lazily(async () => new (await steps()).LostLoginNotice(deps));
  const notice = ({ login }: StatusSnapshot): void => {
    // A good login is news only to whoever has told of a lost one.
    const isNews = login?.state === 'lost' ? deps.focus.isThere : lost.begun !== undefined;
    if (login && isNews) void begin('notice', undefined, async () => (await lost.get()).note(login));
  };
  store.add(deps.status.onDidChange(notice));
  store.add(
    deps.focus.onDidChange((isThere) => {
      if (!isThere) return;
      // The first look comes in its own time.
      if (deps.claudeCode.known) void deps.claudeCode.look();
      notice(deps.status.current);
    }),
  );
  return {
    use: (isUsed) => begin('use', false, ({ useClaudeCode }) => useClaudeCode(isUsed, deps, life.signal)),
    logIn: () => begin('logIn', undefined, ({ logIn }) => logIn(deps)),
    lookIntoKeychain: () => void deps.claudeCode.look({ keychain: true }),
    dispose: () => store.dispose(),
  };
}
