// npm test.
import { handOver } from './support/handOver.mjs';

handOver('test/run/main.ts');
