// The page behind the buttons. It only speaks the control API; every text goes in as text, never as HTML.

const get = async (path) => (await fetch(`/control/${path}`)).json();

async function post(path, body) {
  const answer = await fetch(`/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const value = await answer.json();
  document.getElementById('why').textContent = answer.ok ? '' : value.error;
  if (answer.ok) show(value);
}

const quick = [
  ['Overloaded', { fault: 'overloaded' }],
  ['Server error', { fault: 'server-error' }],
  ['Connection refused', { fault: 'refused' }],
  ['Key refused', { fault: 'key-refused' }],
  ['Out of credit', { fault: 'credit-too-low' }],
  ['No answer', { fault: 'stall', phase: 'headers' }],
  ['Stall', { fault: 'stall', phase: 'midAnswer' }],
  ['Cut mid-answer', { fault: 'reset', phase: 'midAnswer' }],
  ['Cut inside a code fence', { fault: 'reset', phase: 'midAnswer', inside: 'fence' }],
  ['End too early', { fault: 'eof', phase: 'midAnswer' }],
  ['Login page', { fault: 'portal' }],
];
const ways = {
  exact: 'exactly',
  repeat: 'repeating the last words',
  fence: 're-opening the fence',
  preamble: 'with a preamble',
  restart: 'starting over',
};
const networks = [
  ['Open', { kind: 'open' }],
  ['Offline', { kind: 'offline', how: 'destroy' }],
  ['Login page', { kind: 'intercepted', how: 200 }],
  ['Proxy login', { kind: 'intercepted', how: 407 }],
  ['Foreign certificate', { kind: 'foreign-certificate' }],
];
const paces = [
  ['As fast as possible', 0],
  ['Like a model', 25],
  ['Slow', 120],
];
const moods = {
  fine: 'all fine',
  incident: 'an incident',
  monitoring: 'monitoring',
  outage: 'everything down',
  frozen: 'as long ago',
};
const failures = {
  none: 'readable',
  challenge: 'a challenge for robots',
  html: 'a web page',
  down: 'out of order',
  limited: 'a limit',
  silent: 'no answer',
};

let services = [];
let faults = [];
let shown = '';

function button(text, act, kind) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  if (kind) made.className = kind;
  made.addEventListener('click', act);
  return made;
}

function row(cells) {
  const made = document.createElement('tr');
  for (const [content, kind] of cells) {
    const cell = document.createElement('td');
    cell.append(content);
    if (kind) cell.className = kind;
    made.append(cell);
  }
  return made;
}

function build() {
  const first = document.getElementById('quick');
  for (const [text, order] of quick)
    first.append(button(text, () => post('fault', { service: 'claude', ...order }), 'break'));
  first.append(
    button('Heal', () => post('heal', { service: 'claude' }), 'heal'),
    button('Reset everything', () => post('reset', {})),
  );
  for (const [way, text] of Object.entries(ways))
    add('ways', text, way, () => post('script', { service: 'ollama', carryOn: way }));
  for (const [text, mode] of networks) add('network', text, JSON.stringify(mode), () => post('proxy', mode));
  for (const [text, ms] of paces) add('pace', text, String(ms), () => post('pace', { msPerChunk: ms }));
  for (const [mood, text] of Object.entries(moods))
    add('moods', text, mood, () => post('page', { page: 'claude', mood }));
  for (const [failure, text] of Object.entries(failures))
    add('page-failures', text, failure, () => post('page', { page: 'claude', failure }));
  const form = document.getElementById('any');
  for (const { id, label } of services) form.service.append(new Option(label, id));
  form.service.addEventListener('change', fillFaults);
  form.fault.addEventListener('change', fillPhases);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const order = {
      service: form.service.value,
      fault: form.fault.value,
      phase: form.phase.value,
      ...JSON.parse(form.where.value),
    };
    void post('fault', form.count.value === '' ? order : { ...order, count: Number(form.count.value) });
  });
  fillFaults();
}

function add(group, text, value, act) {
  const made = button(text, act);
  made.dataset.value = value;
  document.getElementById(group).append(made);
}

const possible = (fault, service) =>
  Object.entries(fault.possible[service])
    .filter(([, verdict]) => verdict === true)
    .map(([phase]) => phase);

function fillFaults() {
  const form = document.getElementById('any');
  const fitting = faults.filter((fault) => possible(fault, form.service.value).length > 0);
  form.fault.replaceChildren(...fitting.map((fault) => new Option(fault.title, fault.id)));
  fillPhases();
}

function fillPhases() {
  const form = document.getElementById('any');
  const fault = faults.find((one) => one.id === form.fault.value);
  const words = {
    connect: 'connecting',
    headers: 'headers',
    firstEvent: 'first event',
    midAnswer: 'mid-answer',
    tool: 'between tool call parts',
  };
  form.phase.replaceChildren(...possible(fault, form.service.value).map((phase) => new Option(words[phase], phase)));
}

function press(group, value) {
  for (const one of document.getElementById(group).children)
    one.setAttribute('aria-pressed', String(one.dataset.value === value));
}

function show(state) {
  const text = JSON.stringify(state);
  if (text === shown) return;
  shown = text;
  const broken = new Map(state.orders.map((order) => [order.service, order]));
  const names = state.orders.map((order) => `${label(order.service)}: ${title(order.fault)}`);
  const now = document.getElementById('now');
  const words = names.length === 0 ? 'Everyone is well.' : names.join(' · ');
  if (now.textContent !== words) now.textContent = words;
  now.className = names.length === 0 ? 'good' : 'bad';
  const alert = document.getElementById('violations');
  alert.hidden = state.violations.length === 0;
  alert.textContent = state.violations.map((one) => `${label(one.service)}: ${one.problem}`).join(' · ');
  showServices(state, broken);
  press('ways', state.scripts.ollama.carryOn ?? 'exact');
  press('network', JSON.stringify(state.proxy.mode));
  press('pace', String(state.pace.msPerChunk));
  press('moods', state.pages.claude.mood);
  press('page-failures', state.pages.claude.failure);
  document.getElementById('recent').replaceChildren(
    ...state.recent
      .toReversed()
      .slice(0, 12)
      .map((one) =>
        row([
          [new Date(one.at).toLocaleTimeString(), 'n'],
          [label(one.service)],
          [`${one.method} ${one.path}`],
          [one.model ?? ''],
          [
            one.fault ? `${one.outcome}: ${title(one.fault.id)}` : one.outcome,
            one.outcome === 'answered' ? 'good' : one.outcome === 'running' ? '' : 'bad',
          ],
        ]),
      ),
  );
}

// Only the cells that differ are written, so that a button keeps the focus while the counters run.
function showServices(state, broken) {
  const table = document.getElementById('services');
  for (const [index, { id, label: name }] of services.entries()) {
    if (!table.rows[index]) {
      const fresh = row([[name], [''], ['', 'n'], ['', 'n'], ['', 'n'], ['', 'n'], ['']]);
      const heal = button('Heal', () => post('heal', { service: id }), 'heal');
      heal.setAttribute('aria-label', `Heal ${name}`);
      fresh.lastChild.append(heal);
      table.append(fresh);
    }
    const cells = table.rows[index].cells;
    const order = broken.get(id);
    const counts = state.counts[id] ?? {};
    const texts = [
      name,
      order ? `${title(order.fault)} (${order.phase})` : 'well',
      counts.chat ?? 0,
      counts.completion ?? 0,
      counts.free ?? 0,
      counts.broken ?? 0,
    ];
    for (const [at, value] of texts.entries())
      if (cells[at].textContent !== String(value)) cells[at].textContent = String(value);
    cells[1].className = order ? 'bad' : 'good';
    cells[6].querySelector('button').hidden = !order;
  }
}

const label = (id) => services.find((one) => one.id === id)?.label ?? id;
const title = (id) => faults.find((one) => one.id === id)?.title ?? id;

async function follow() {
  try {
    show(await get('state'));
  } catch {
    const now = document.getElementById('now');
    now.textContent = 'The simulator has stopped.';
    now.className = 'bad';
    shown = '';
  }
  setTimeout(follow, 500);
}

[services, faults] = await Promise.all([get('services'), get('faults')]);
build();
await follow();
