/*
 * The simulator: every provider, the status pages and the network between, in one process on loopback, failing on command.
 *
 *   const sim = await startSimulator();               // free ports; everything healthy
 *   sim.url('claude')                                 // base URL for a client, 'http://127.0.0.1:40001'
 *   sim.url('gemini')                                 // with the base path, '…:40003/v1beta/openai'
 *   sim.cloudUrl('claude')                            // 'http://api.claude.test', reachable only by the proxy
 *   sim.key('claude')                                 // the one key the service accepts
 *   sim.proxyUrl, sim.proxy.log, sim.proxy.setMode({ kind: 'offline', how: 'destroy' })
 *   sim.ca.pem, sim.ca.path                           // the authority behind https://api.claude.test
 *   sim.controlUrl                                    // the page with buttons, and the HTTP control API
 *   await sim.stop()
 *
 * Break a service (ids of faults: src/core/outages/faults.ts; throws `ImpossibleOrder` for an impossible pair):
 *
 *   sim.control.set({ service: 'claude', fault: 'overloaded' })                        // until told
 *   sim.control.set({ service: 'claude', fault: 'reset', phase: 'midAnswer', afterChars: 400, count: 1 })
 *   sim.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', inside: 'fence' })       // or 'multibyte'
 *   sim.control.set({ service: 'claude', fault: 'stall', phase: 'midAnswer', afterText: '```', model, use })
 *   sim.control.add({ service: 'claude', fault: 'none', count: 1 })                    // a healthy one in a sequence
 *   sim.control.heal('claude'); sim.control.reset(); await sim.settled()
 *
 * `refused` without a count shuts the service's own port (ECONNREFUSED; await `settled()`), with a count it resets the
 * connection of so many requests; behind the proxy the proxy destroys the client's socket.
 *
 * Words and pace:
 *
 *   knownText (./knownText)                            // what every service answers
 *   sim.control.script('ollama', { carryOn: 'repeat', repeatChars: 80 })   // exact repeat fence preamble restart
 *   sim.control.script('claude', { text, completion, tool: true, thinking })
 *   sim.control.pace({ msPerChunk: 20, charsPerChunk: 8, split: 'byte' }, 'claude')   // or 'multibyte'
 *   sim.shelf.models, sim.shelf.loadMs                 // what the simulated Ollama has pulled, and how slowly it loads
 *   sim.shelf.registry                                 // what can be pulled, how fast, over which network (./ollama/registry)
 *   sim.pages.set('claude', { mood: 'incident', model: 'Claude Sonnet 5.5' })         // or monitoring, outage, frozen, …
 *   sim.pages.set('claude', { failure: 'challenge', failsAt: 'first' })               // or html, down, limited, silent
 *   sim.tokens.mood = 'refuses'                        // the host that renews Claude Code's login; renewals, asked
 *   sim.pages.counts.claude                            // { requests, unchanged, first, second }
 *
 * What happened:
 *
 *   sim.control.journal.requests                       // method, path, model, use, body, fault, outcome, …
 *   sim.control.journal.counter('claude').chat         // requests to Claude
 *   sim.control.journal.violations                     // must be empty: wrong carry-on prompts, prefill
 *
 * Over HTTP (JSON in and out, on `controlUrl`): GET /control/state, /control/requests, /control/faults; POST
 * /control/fault (an order; `"add": true` queues it), /control/heal {service?}, /control/script {service, …},
 * /control/pace {service?, …}, /control/proxy (a mode), /control/page {page, …}, /control/shelf {loadMs?, unload?, models?},
 * /control/reset.
 */
import { createServer } from 'node:http';
import { createAuthority, type Authority } from './certificates';
import { Control } from './control';
import { createControlServer } from './controlApi';
import { Door } from './doors';
import { ModelShelf } from './ollama/shelf';
import { StudioShelf } from './openai/studioShelf';
import { defaultPace, type Pace } from './pace';
import { ForwardProxy } from './proxy';
import { Stage } from './serve';
import { serviceByHost, serviceById, services, type ServiceId } from './services';
import { pageHosts, StatusPages, type PageDoor, type PageId } from './statusPages';
import { TokenHost, tokenHosts } from './tokenHost';

/** The doors besides the services' own. */
export type DoorName = ServiceId | 'proxy' | 'control' | 'status';

/** All ports are free ones unless given. */
export interface SimulatorOptions {
  readonly ports?: Readonly<Partial<Record<DoorName, number>>>;
  readonly pace?: Partial<Pace>;
  /** The services to start, all unless given; the proxy, the status pages and the control are always there. */
  readonly only?: readonly ServiceId[];
}

/** A running simulator. */
export interface Simulator {
  readonly control: Control;
  readonly shelf: ModelShelf;
  readonly studio: StudioShelf;
  readonly pages: StatusPages;
  readonly tokens: TokenHost;
  readonly proxy: ForwardProxy;
  readonly proxyUrl: string;
  readonly controlUrl: string;
  readonly ca: Pick<Authority, 'pem' | 'path'>;
  /** The base URL of a service on its own port. */
  url(service: ServiceId): string;
  /** The base URL of a cloud behind the proxy. @throws for local services. */
  cloudUrl(service: ServiceId, scheme?: 'http' | 'https'): string;
  /** The key that a service accepts; empty for those that want none. */
  key(service: ServiceId): string;
  /** An address of a status page on the port of all of them. */
  pageUrl(page: PageId, door?: PageDoor): string;
  /** Resolves when every port is as ordered. */
  settled(): Promise<void>;
  /** Connections that are open on all ports together. */
  connections(): Promise<number>;
  /** Back to the beginning: orders, words, counters, network, shelf and pages. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything on 127.0.0.1. @throws when a given port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const control = new Control({ ...defaultPace, ...options.pace });
  const shelf = new ModelShelf();
  const studio = new StudioShelf();
  const pages = new StatusPages();
  const tokens = new TokenHost();
  const stage = new Stage(control, shelf, studio);
  const hosts = [...services.flatMap((service) => service.host ?? []), ...Object.keys(pageHosts), ...tokenHosts];
  const authority = await createAuthority(hosts);
  const proxy = createProxy(control, stage, pages, tokens, authority);
  const doors = new Map<DoorName, Door>();
  const door = (name: DoorName, server: Door['server']): void =>
    void doors.set(name, new Door(server, options.ports?.[name] ?? 0));

  for (const service of services) {
    if (options.only && !options.only.includes(service.id)) continue;
    door(
      service.id,
      createServer((request, response) => void stage.serve(service, 'direct', request, response)),
    );
  }
  door(
    'status',
    createServer((request, response) => {
      const [, name = '', ...rest] = (request.url ?? '').split('/');
      const [page, door] = name.split('-');
      pages.serve(
        page === 'openai' ? 'openai' : 'claude',
        door === 'second' ? 'second' : 'first',
        `/${rest.join('/')}`,
        request,
        response,
      );
    }),
  );
  door('proxy', proxy.server);

  const origin = (name: DoorName): string => {
    const found = doors.get(name);
    if (!found) throw new Error(`${name} was not started`);
    return found.origin;
  };
  const settled = async (): Promise<void> => void (await Promise.all([...doors.values()].map((one) => one.settled())));
  const simulator: Simulator = {
    control,
    shelf,
    studio,
    pages,
    tokens,
    proxy,
    ca: authority,
    get proxyUrl() {
      return origin('proxy');
    },
    get controlUrl() {
      return origin('control');
    },
    url: (service) => origin(service) + serviceById(service).basePath,
    cloudUrl: (service, scheme = 'http') => {
      const { host, basePath } = serviceById(service);
      if (host === undefined) throw new Error(`${service} is not a cloud`);
      return `${scheme}://${host}${basePath}`;
    },
    key: (service) => serviceById(service).key ?? '',
    pageUrl: (page, door = 'first') => `${origin('status')}/${page}-${door}/api/v2/summary.json`,
    settled,
    connections: async () => {
      const counts = await Promise.all([...doors.values()].map((one) => one.connections()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    reset: async () => {
      control.reset();
      shelf.reset();
      studio.reset();
      pages.reset();
      tokens.reset();
      proxy.setMode({ kind: 'open' });
      proxy.log.length = 0;
      await settled();
    },
    stop: async () => {
      proxy.closeAll();
      await Promise.all([...doors.values()].map((one) => one.stop()));
      authority.dispose();
    },
  };
  door('control', createControlServer(simulator, [...doors.keys()]));
  await openAll(doors, simulator);
  followOrders(simulator, doors);
  return simulator;
}

/** Opens every door, or none. */
async function openAll(doors: ReadonlyMap<DoorName, Door>, simulator: Simulator): Promise<void> {
  const opened = await Promise.allSettled([...doors.values()].map((one) => one.open()));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return;
  await simulator.stop();
  throw failed.reason;
}

/** Shuts the ports of services that refuse connections, and the proxy's when nobody shall listen there. */
function followOrders({ control, proxy }: Simulator, doors: ReadonlyMap<DoorName, Door>): void {
  control.onDidChange(() => {
    for (const service of services) doors.get(service.id)?.want(!control.refusesConnections(service.id));
  });
  proxy.onDidChangeMode(() => {
    doors.get('proxy')?.want(!(proxy.mode.kind === 'offline' && proxy.mode.how === 'refuse'));
  });
}

function createProxy(
  control: Control,
  stage: Stage,
  pages: StatusPages,
  tokens: TokenHost,
  authority: Authority,
): ForwardProxy {
  return new ForwardProxy({
    authority,
    handler: (host) => {
      const page = pageHosts[host];
      if (page)
        return (_via, request, response) =>
          pages.serve(...page, (request.url ?? '').replace(/\?.*/, ''), request, response);
      if (tokenHosts.some((known) => known === host))
        return (_via, request, response) => void tokens.serve(host, request, response);
      const service = serviceByHost(host);
      return service && ((via, request, response) => void stage.serve(service, via, request, response));
    },
    isForeign: (host) => {
      const service = serviceByHost(host);
      return service !== undefined && control.takeForeignCertificate(service.id);
    },
    isRefused: (host) => {
      const service = serviceByHost(host);
      return service !== undefined && control.refusesConnections(service.id);
    },
    now: () => control.time(),
  });
}
