import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** A certificate authority made at the start, as a company has one of its own. */
export interface Authority {
  /** The certificate that a client must trust. */
  readonly pem: string;
  /** The same in a file, for `NODE_EXTRA_CA_CERTS`. */
  readonly path: string;
  /** Proves every simulated host, signed by this authority. */
  readonly trusted: SecureContext;
  /** Claims to be the same hosts, signed by somebody nobody knows. */
  readonly foreign: SecureContext;
  /** Removes the file. */
  dispose(): void;
}

/** Makes the authority, a foreign one, and a certificate of each for these hosts. */
export async function createAuthority(hosts: readonly string[]): Promise<Authority> {
  const [own, other] = await Promise.all([createRoot('Understudy simulator'), createRoot('Somebody in between')]);
  const [trusted, foreign] = await Promise.all([createLeaf(own, hosts), createLeaf(other, hosts)]);
  const folder = mkdtempSync(join(tmpdir(), 'understudy-ca-'));
  const path = join(folder, 'ca.pem');
  writeFileSync(path, own.cert);
  return { pem: own.cert, path, trusted, foreign, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

interface Root {
  readonly key: string;
  readonly cert: string;
}

async function createRoot(name: string): Promise<Root> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function createLeaf(root: Root, hosts: readonly string[]): Promise<SecureContext> {
  const made = await generate([{ name: 'commonName', value: hosts[0] ?? 'simulator.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: root,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  });
  return createSecureContext({ key: made.private, cert: made.cert });
}
