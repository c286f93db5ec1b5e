/**
 * How the provider says it is. `monitoring` has an open incident under the indicator `none` (`providers.md` §5.1); `forgotten`
 * an incident that nobody has touched for weeks, on a page that is cared for; `frozen` is a page that is not.
 */
export type PageMood = 'fine' | 'incident' | 'monitoring' | 'outage' | 'forgotten' | 'frozen' | 'wrong-page';

type Json = Readonly<Record<string, unknown>>;

const claudePage = 'tymt9n04zgry';
const day = 86_400_000;

/** The instants of a page: it was touched shortly before it was told to show this (epoch ms). */
function instantsOf(mood: PageMood, since: number): { readonly page: string; readonly incident: string } {
  const at = (ms: number): string => new Date(ms).toISOString();
  const touched = at(since - 60_000);
  return {
    page: mood === 'frozen' ? at(since - 197 * day) : touched,
    incident: mood === 'forgotten' ? at(since - 30 * day) : touched,
  };
}

/** Real components in their real order; the second column is the creation date of the feed. */
const claudeComponents: readonly (readonly [id: string, name: string, createdAt: string])[] = [
  ['rwppv331jlwc', 'claude.ai', '2023-07-11T17:52:24.275Z'],
  ['0qbwn08sd68x', 'Claude Console (platform.claude.com)', '2023-07-11T17:52:49.982Z'],
  ['k8w3r06qmzrp', 'Claude API (api.anthropic.com)', '2023-07-11T17:53:10.880Z'],
  ['yyzkbfz2thpt', 'Claude Code', '2025-05-22T21:35:29.822Z'],
  ['bpp5gb3hpjcl', 'Claude Cowork', '2026-04-01T17:39:47.692Z'],
  ['0scnb50nvy53', 'Claude for Government', '2026-02-17T23:24:51.249Z'],
];

const descriptions = {
  none: 'All Systems Operational',
  minor: 'Partially Degraded Service',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
} as const;

/** `summary.json` of Claude's page, with every field of the true feed. */
export function summaryOfClaude(mood: PageMood, model: string, since: number): Json {
  const { page, incident } = instantsOf(mood, since);
  const isBroken = mood === 'incident' || mood === 'outage' || mood === 'forgotten';
  const broken = mood === 'outage' ? 'major_outage' : 'partial_outage';
  const components = claudeComponents.map(([id, name, createdAt], index) => ({
    id,
    name,
    status: isBroken && name !== 'Claude for Government' ? broken : 'operational',
    created_at: createdAt,
    updated_at: incident,
    position: index + 1,
    description: null,
    showcase: true,
    start_date: createdAt.slice(0, 10),
    group_id: null,
    page_id: claudePage,
    group: false,
    only_show_if_degraded: false,
  }));
  const indicator = mood === 'outage' ? 'critical' : isBroken ? 'major' : 'none';
  return {
    page: {
      id: mood === 'wrong-page' ? 'somebodyelse' : claudePage,
      name: 'Claude',
      url: 'https://status.claude.com',
      time_zone: 'Etc/UTC',
      updated_at: page,
    },
    components,
    incidents: isBroken || mood === 'monitoring' ? [claudeIncident(mood, model, components, incident)] : [],
    scheduled_maintenances: [],
    status: { indicator, description: descriptions[indicator] },
  };
}

function claudeIncident(mood: PageMood, model: string, components: readonly Json[], updatedAt: string): Json {
  const affected = components.filter((component) => component['name'] !== 'Claude for Government');
  const status = mood === 'monitoring' ? 'monitoring' : 'investigating';
  const subject = mood === 'outage' ? 'all Claude models' : model;
  const body =
    mood === 'monitoring'
      ? 'A fix has been implemented and we are monitoring the results.'
      : `We are investigating elevated errors on requests to ${subject}. We will provide an update as soon as possible.`;
  return {
    id: 'simulated00001',
    name: `Elevated errors on ${subject}`,
    status,
    created_at: updatedAt,
    updated_at: updatedAt,
    monitoring_at: mood === 'monitoring' ? updatedAt : null,
    resolved_at: null,
    impact: mood === 'outage' ? 'critical' : 'major',
    shortlink: 'https://stspg.io/simulated',
    started_at: updatedAt,
    page_id: claudePage,
    incident_updates: [
      {
        id: 'simulatedupd01',
        status,
        body,
        incident_id: 'simulated00001',
        created_at: updatedAt,
        updated_at: updatedAt,
        display_at: updatedAt,
        affected_components: affected.map(({ id, name, status }) => ({
          code: id,
          name,
          old_status: 'operational',
          new_status: status,
        })),
        deliver_notifications: true,
        custom_tweet: null,
        tweet_id: null,
      },
    ],
    components: affected,
    reminder_intervals: null,
  };
}

/** `summary.json` of OpenAI's page on incident.io: fewer fields, ULIDs, no maintenances (`providers.md` §5.2). */
export function summaryOfOpenai(mood: PageMood, since: number): Json {
  const { page, incident } = instantsOf(mood, since);
  const isBroken = mood === 'incident' || mood === 'outage' || mood === 'forgotten';
  const isOpen = isBroken || mood === 'monitoring';
  const component = (id: string, name: string, position: number): Json => ({
    id,
    name,
    status: isBroken ? 'partial_outage' : 'operational',
    position,
    created_at: '2025-02-20T00:00:00Z',
    // The same on all of them, and of no meaning: so the true feed has it.
    updated_at: '2026-07-09T19:25:56Z',
  });
  const indicator = isBroken ? 'minor' : 'none';
  return {
    page: {
      id: mood === 'wrong-page' ? '01SOMEBODYELSE' : '01JMDK9XYNY6RXSED6SDWW50WY',
      name: 'OpenAI',
      url: 'https://status.openai.com',
      updated_at: page,
    },
    components: [
      component('01JMXBRMFE6N2NNT7DG6XZQ6PW', 'Chat Completions', 1),
      component('01JP8CD9JR3HR6Y7G4Q75N4DVW', 'Responses', 2),
    ],
    ...(isOpen
      ? {
          incidents: [
            {
              id: '01SIMULATED',
              name: 'Elevated errors across ChatGPT and Codex',
              status: mood === 'monitoring' ? 'monitoring' : 'investigating',
              impact: 'minor',
              created_at: incident,
              updated_at: incident,
              shortlink: null,
              incident_updates: [],
            },
          ],
        }
      : {}),
    status: { indicator, description: isBroken ? descriptions.minor : descriptions.none },
  };
}
