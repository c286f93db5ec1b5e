/** Every length of time the policy uses, in milliseconds, in one table (`failover.md`), so that tests scale it down as a whole. */
export interface Durations {
  readonly firstEventCloudMs: number;
  /** For rows whose models think unseen before their first event. */
  readonly firstEventUnseenThoughtMs: number;
  readonly firstEventLocalWarmMs: number;
  readonly firstEventLocalLoadingMs: number;
  readonly firstEventCompletionCloudMs: number;
  readonly firstEventCompletionLocalMs: number;
  readonly idleCloudMs: number;
  readonly idleLocalMs: number;
  readonly noProgressMs: number;
  /** The whole ask, to the first text, thinking or tool event on cloud targets. */
  readonly askFirstEventMs: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  readonly retryEmptyMs: number;
  readonly retryAfterWaitMaxMs: number;
  readonly retryAfterMaxMs: number;
  readonly breakerOpenMs: number;
  readonly breakerOpenMaxMs: number;
  readonly breakerWindowMs: number;
  /** How far back the throttle of a cloud that completes code looks (`completions.md`). */
  readonly throttleWindowMs: number;
  readonly probeMs: number;
  readonly probeHeadStartMs: number;
  readonly longEpisodeMs: number;
  readonly authTriesMs: readonly number[];
  readonly quotaMinMs: number;
  readonly quotaMaxMs: number;
  readonly gateTriesMs: readonly number[];
  readonly secondHostMs: number;
  readonly slowOfferMs: number;
  /** A first choice that is slow for so long has the local model loaded. */
  readonly slowWarmUpMs: number;
  /** A completion without a word from its cloud waits no longer than this for its local twin to begin. */
  readonly hedgeMaxMs: number;
  /** How long an ask that has nobody else waits for a look at a local server. */
  readonly localLookMs: number;
  /** A local server that turned an ask away is called busy for so long, unless it answers one before. */
  readonly localBusyMs: number;
  readonly loadingNoticeMs: number;
  readonly keepAliveMs: number;
  /** A model loaded for a trouble stays in memory for so long after it: troubles come in waves. */
  readonly letGoMs: number;
  /** After its proof of completion a stream is given so long to close by itself, so that its connection can be used again. */
  readonly closingMs: number;
  /** A rehearsed stream that stands still gives signs of life this often. */
  readonly rehearsalPingMs: number;
  /** A local server that loads a model by itself is asked this often whether it is ready. */
  readonly loadedLookMs: number;
  /** The one look at a local server after activation comes no sooner, so that starting the editor costs nobody anything. */
  readonly firstLookMs: number;
  /** How often the clock is looked at for a sleep of the machine. */
  readonly sleepTickMs: number;
  /** Two ticks further apart than this were slept between: no event loop is blocked for so long. */
  readonly sleepGapMs: number;
  /** After the machine woke up nothing counts for so long. */
  readonly wakeQuietMs: number;
  /** So long a question that waits for somebody to be back is sent by itself; after that it waits for a click. */
  readonly waitingMaxMs: number;
  /** At most so long after an instant that others wait for too. */
  readonly waitingJitterMs: number;
  /** Between two looks at a status page, give or take a fifth. */
  readonly statusPageMs: number;
  /** The first look comes within so long, so that not all windows look at the same moment. */
  readonly statusPageFirstMs: number;
  /** The longest time between two looks at a page that cannot be read; so long its last incident is still believed. */
  readonly statusPageMaxMs: number;
  /** How long one address of a page may take, the whole answer included. */
  readonly statusPageFetchMs: number;
  /** So long after the latest ask pages are looked at; then nobody waits for what they say. */
  readonly statusPageAwakeMs: number;
  /** How long after the end of a trouble what its page said is still shown. */
  readonly statusPageKeepMs: number;
  /** A page that nobody has touched for so long is frozen. */
  readonly statusPageFrozenMs: number;
  /** An open incident that nobody has touched for so long was forgotten on its page. */
  readonly incidentForgottenMs: number;
  /** How long a timed state is kept for other windows and over a reload. */
  readonly healthKeptMs: number;
  /** Whatever claims to hold for longer is not believed: monthly limits are the longest that providers name. */
  readonly healthLongestMs: number;
  /** Changes of health that come together, as at the end of an attempt, are written together. */
  readonly healthGatherMs: number;
  /** A disk that refuses health, or the outage log, is tried again, each time twice as late, and no later than this. */
  readonly healthAgainMaxMs: number;
  /** Good news for the outage log waits so long for more of its kind: what a killed editor may lose. */
  readonly answersGatherMs: number;
  /** How long an ask waits at most for what other windows have learnt. */
  readonly healthReadMs: number;
  /** After this the right of a window to probe lapses, whatever became of the window. */
  readonly probeLeaseMs: number;
  /** How much longer a window may wait before it takes over a lapsed lease, so that not all do at once. */
  readonly probeLeaseJitterMs: number;
  /** The longest silence of a server that fetches a model: the check of a large file on a slow disk is said once and takes minutes. */
  readonly pullSilenceMs: number;
  /** After this the right of a window to download lapses, whatever became of the window; it renews it in time. */
  readonly downloadLeaseMs: number;
  /** How often a window whose download another one makes looks whether it is its turn. */
  readonly downloadTurnMs: number;
  /** The waits before a download that broke off goes on; one that got a byte further begins with the first again. */
  readonly downloadTriesMs: readonly number[];
  /** A program of the user's, such as `claude`, is given so long to start before the deadline of its service begins. */
  readonly programStartMs: number;
  /** Files of a login that have just changed are read once they have rested so long. */
  readonly loginRestMs: number;
  /** A login that is past and in use is renewed at once; after so long the host that renews it is in trouble. */
  readonly loginUnrenewedMs: number;
}

/** The durations of `failover.md`. */
export const durations: Durations = {
  firstEventCloudMs: 15_000,
  firstEventUnseenThoughtMs: 60_000,
  firstEventLocalWarmMs: 30_000,
  firstEventLocalLoadingMs: 180_000,
  firstEventCompletionCloudMs: 2_500,
  firstEventCompletionLocalMs: 5_000,
  idleCloudMs: 30_000,
  idleLocalMs: 60_000,
  noProgressMs: 120_000,
  askFirstEventMs: 45_000,
  retryMinMs: 500,
  retryMaxMs: 1_500,
  retryEmptyMs: 250,
  retryAfterWaitMaxMs: 5_000,
  retryAfterMaxMs: 600_000,
  breakerOpenMs: 20_000,
  breakerOpenMaxMs: 300_000,
  breakerWindowMs: 600_000,
  throttleWindowMs: 120_000,
  probeMs: 6_000,
  probeHeadStartMs: 1_500,
  longEpisodeMs: 120_000,
  authTriesMs: [60_000, 120_000, 300_000, 900_000],
  quotaMinMs: 900_000,
  quotaMaxMs: 1_800_000,
  gateTriesMs: [5_000, 10_000, 20_000, 60_000],
  secondHostMs: 3_000,
  slowOfferMs: 8_000,
  slowWarmUpMs: 60_000,
  hedgeMaxMs: 600,
  localLookMs: 3_000,
  localBusyMs: 15_000,
  loadingNoticeMs: 1_500,
  keepAliveMs: 1_800_000,
  letGoMs: 120_000,
  closingMs: 250,
  rehearsalPingMs: 5_000,
  loadedLookMs: 500,
  firstLookMs: 2_000,
  sleepTickMs: 10_000,
  sleepGapMs: 30_000,
  wakeQuietMs: 15_000,
  waitingMaxMs: 600_000,
  waitingJitterMs: 3_000,
  statusPageMs: 60_000,
  statusPageFirstMs: 2_000,
  statusPageMaxMs: 600_000,
  statusPageFetchMs: 8_000,
  statusPageAwakeMs: 900_000,
  statusPageKeepMs: 60_000,
  // Claude's page moves daily and OpenAI's nearly so; Groq's rests for months, which makes it a poor witness of today.
  statusPageFrozenMs: 14 * 86_400_000,
  // Incidents are updated within hours; the longest known of 2026 was over in a working day.
  incidentForgottenMs: 3 * 86_400_000,
  healthKeptMs: 600_000,
  healthLongestMs: 32 * 86_400_000,
  healthGatherMs: 100,
  healthAgainMaxMs: 60_000,
  answersGatherMs: 60_000,
  healthReadMs: 100,
  probeLeaseMs: 90_000,
  probeLeaseJitterMs: 5_000,
  pullSilenceMs: 600_000,
  downloadLeaseMs: 20_000,
  downloadTurnMs: 2_000,
  downloadTriesMs: [2_000, 5_000, 15_000, 30_000, 60_000, 120_000],
  // Measured: 0.6 s alone, 2.3 s beside a build on two cores; a cold disk holds 360 MB of program.
  programStartMs: 5_000,
  loginRestMs: 400,
  loginUnrenewedMs: 120_000,
};

/** How long an event loop may be blocked is a fact of the machine, not of the policy: a test that runs quicker sleeps no sooner. */
const ofTheMachine: readonly string[] = ['sleepTickMs', 'sleepGapMs'] satisfies readonly (keyof Durations)[];

/** The same table with every length of the policy divided by `factor`; for tests and the chaos matrix. */
export function scaleDurations(table: Durations, factor: number): Durations {
  const scale = (value: number | readonly number[]): number | readonly number[] =>
    typeof value === 'number' ? value / factor : value.map((item) => item / factor);
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [key, ofTheMachine.includes(key) ? value : scale(value)]),
  ) as unknown as Durations;
}
