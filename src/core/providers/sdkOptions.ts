/** SDKs log to the console, bodies included, unless given something that does not. */
export const silentSdkLogger = {
  error: (): void => undefined,
  warn: (): void => undefined,
  info: (): void => undefined,
  debug: (): void => undefined,
};

/** The largest timer there is: our own watch sets the limits, in both phases (`providers.md` §0). */
export const unlimitedMs = 2_147_483_647;
