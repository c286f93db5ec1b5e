/** Runs `npm ci --ignore-scripts` in `folder` when what is installed is not what its lock file names. */
export function ensurePackages(folder: string, say: (line: string) => void): void;
