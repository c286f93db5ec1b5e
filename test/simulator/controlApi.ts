import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { phases } from '../../src/core/contract/failure';
import { impossible } from '../../src/core/outages/faults/fault';
import { faults } from '../../src/core/outages/faults';
import { ImpossibleOrder, type FaultOrder, type Script } from './control';
import { sendControlPage } from './controlPage';
import type { Pace } from './pace';
import type { ProxyMode } from './proxy';
import { readRequest } from './readBody';
import { services, type ServiceId } from './services';
import type { DoorName, Simulator } from './simulator';
import type { PageId, PageState } from './statusPages';
import type { ShelfModel } from './ollama/shelf';

type Body = Readonly<Record<string, unknown>>;

/** The control port: the same commands as in the program, and the page with the buttons. */
export function createControlServer(simulator: Simulator, doors: readonly DoorName[]): Server {
  return createServer((request, response) => void handle(simulator, doors, request, response));
}

async function handle(
  simulator: Simulator,
  doors: readonly DoorName[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { method, path, body, headers } = await readRequest(request);
    // A page of another site must not press the buttons: it can neither send this type unasked nor name loopback as host.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers['host'] ?? ''))
      return send(response, 403, { error: 'loopback only' });
    if (method === 'POST' && !headers['content-type']?.startsWith('application/json'))
      return send(response, 415, { error: 'send application/json' });
    if (method === 'GET' && (await sendControlPage(path, response))) return;
    const answer = method === 'POST' ? await command(simulator, path, body ?? {}) : look(simulator, doors, path);
    send(response, answer === undefined ? 404 : 200, answer ?? { error: `no such path: ${path}` });
  } catch (error) {
    send(response, error instanceof ImpossibleOrder ? 422 : 400, {
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Carries a command out; says the state after it. */
async function command(simulator: Simulator, path: string, body: Body): Promise<unknown> {
  const { control, proxy, pages, shelf } = simulator;
  switch (path) {
    case '/control/fault': {
      const { add, ...order } = body as unknown as FaultOrder & { add?: boolean };
      if (add === true) control.add(order);
      else control.set(order);
      break;
    }
    case '/control/heal':
      control.heal(body['service'] as ServiceId | undefined);
      break;
    case '/control/script': {
      const { service, ...script } = body as unknown as Script & { service: ServiceId };
      control.script(service, script);
      break;
    }
    case '/control/pace': {
      const { service, ...pace } = body as unknown as Partial<Pace> & { service?: ServiceId };
      control.pace(pace, service);
      break;
    }
    case '/control/proxy':
      proxy.setMode(body as unknown as ProxyMode);
      break;
    case '/control/page': {
      const { page, ...state } = body as unknown as Partial<PageState> & { page: PageId };
      pages.set(page, state);
      break;
    }
    case '/control/shelf': {
      const { loadMs, unload, models } = body as { loadMs?: number; unload?: boolean; models?: readonly ShelfModel[] };
      if (loadMs !== undefined) shelf.loadMs = loadMs;
      if (models !== undefined) shelf.models = models;
      if (unload === true) shelf.unloadAll();
      break;
    }
    case '/control/reset':
      await simulator.reset();
      break;
    default:
      return undefined;
  }
  await simulator.settled();
  return stateOf(simulator);
}

function look(simulator: Simulator, doors: readonly DoorName[], path: string): unknown {
  switch (path) {
    case '/control/state':
      return stateOf(simulator);
    case '/control/requests':
      return simulator.control.journal.requests;
    case '/control/faults':
      return tableOfFaults();
    case '/control/services':
      return services
        .filter((service) => doors.includes(service.id))
        .map(({ id, label, wire, host, models }) => ({
          id,
          label,
          wire,
          host,
          models,
          url: simulator.url(id),
          key: simulator.key(id),
        }));
    default:
      return undefined;
  }
}

/** Everything the page shows and a test may ask. */
function stateOf({ control, proxy, pages, shelf }: Simulator): unknown {
  const { journal } = control;
  return {
    orders: control.standing(),
    scripts: Object.fromEntries(services.map(({ id }) => [id, control.scriptOf(id)])),
    pace: control.paceOf('claude'),
    counts: journal.counts(),
    violations: journal.violations,
    proxy: { mode: proxy.mode, log: proxy.log.slice(-200), entries: proxy.log.length },
    pages: { claude: pages.stateOf('claude'), openai: pages.stateOf('openai'), counts: pages.counts },
    shelf: {
      models: shelf.models.map((model) => model.name),
      loadMs: shelf.loadMs,
      loaded: shelf.loaded(control.time()).map(({ model }) => model.name),
    },
    recent: journal.requests.slice(-30).map(({ headers: _headers, body: _body, ...record }) => record),
  };
}

/** Fault by phase and service: `true`, or why it is impossible. */
function tableOfFaults(): unknown {
  return faults.map((fault) => ({
    id: fault.id,
    title: fault.title(),
    phases: phases.filter((phase) => fault.readAs[phase] !== undefined),
    possible: Object.fromEntries(
      services.map(({ id, wire }) => [
        id,
        Object.fromEntries(phases.map((phase) => [phase, impossible(fault, phase, id, wire) ?? true])),
      ]),
    ),
  }));
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
