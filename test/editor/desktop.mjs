// npm run test:desktop.
import { handOver } from '../support/handOver.mjs';

handOver('test/editor/desktop.ts');
