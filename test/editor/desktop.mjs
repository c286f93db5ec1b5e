// npm run test:desktop: the host suite in desktop VS Code, downloaded once by @vscode/test-electron.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./desktop.ts');
process.exitCode = await main();
