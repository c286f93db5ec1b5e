// npm start.
import { handOver } from '../support/handOver.mjs';

handOver('test/simulator/start/main.ts');
