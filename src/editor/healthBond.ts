import { createHmac, randomBytes } from 'node:crypto';
import type { SecretStorage } from 'vscode';
import type { Logger } from '../core/base/logger';
import type { BondOf } from '../core/health/shared/ports';
import type { KeySource } from '../core/providers/provider';

/** Where the salt is kept: beside the keys, so that whoever could read it could read the keys themselves. */
const saltName = 'health-salt';

interface HealthBondDeps {
  readonly secrets: Pick<SecretStorage, 'get' | 'store'>;
  readonly keys: KeySource;
  readonly logger: Logger;
}

/**
 * Ties what is kept of a provider to its key and address. A plain hash in a file would let a short key be guessed from it;
 * this one is keyed with 256 random bits that only the secret storage holds, and without them it says nothing.
 */
export function createHealthBond({ secrets, keys, logger }: HealthBondDeps): BondOf {
  let salt: Promise<string> | undefined;
  const loadSalt = async (): Promise<string> => {
    const stored = await secrets.get(saltName);
    if (stored !== undefined && stored.length >= 32) return stored;
    await secrets.store(saltName, randomBytes(32).toString('base64'));
    // Two windows may make one at the same moment; whichever is stored last holds for both.
    return (await secrets.get(saltName)) ?? '';
  };
  return async (provider) => {
    try {
      salt ??= loadSalt();
      const secret = await salt;
      if (secret === '') return undefined;
      const key = (await keys(provider, new AbortController().signal)) ?? '';
      const bound = JSON.stringify([provider.id, provider.type, provider.baseUrls, provider.headers, key]);
      return createHmac('sha256', secret).update(bound).digest('base64');
    } catch (error) {
      salt = undefined;
      logger.warn('health.bond', { provider: provider.id, message: String(error) });
      return undefined;
    }
  };
}
