/*
 * A fleet of clients through a recovery with limited capacity: what our breaker, its jitter and its one retry do to the provider,
 * against retrying at once and every 30 seconds. Prints the table of docs/benchmarks.md and draws media/fleet.svg.
 * Run: npm run bench:fleet (some minutes, for the million), or with `-- --quick` for ten thousand clients, without the drawing.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from './replay/chance';
import { fleetChart } from './fleet/chart';
import { courseRow, fleetTable } from './fleet/report';
import { kindsOfClients } from './fleet/clients';
import { recovery } from './fleet/scenario';
import { simulate } from './fleet/simulate';

const isQuick = process.argv.includes('--quick');
const rows: (readonly string[])[] = [];
for (const clients of isQuick ? [10_000] : [10_000, 100_000, 1_000_000]) {
  const scenario = recovery(clients);
  const courses = kindsOfClients.map((create) => {
    const random = createRandom(scenario.seed);
    return simulate(scenario, create(scenario, random), random);
  });
  rows.push(...courses.map((course) => courseRow(clients, course)));
  if (clients === 100_000) {
    writeFileSync(path.join(import.meta.dirname, '../media/fleet.svg'), fleetChart(scenario, courses));
  }
}
console.log(fleetTable(rows));
