import ignore from 'ignore';

/** Endings under which names like `secrets` hold values rather than source code. */
const valueFiles = ['json', 'yaml', 'yml', 'toml', 'ini', 'env', 'properties', 'xml', 'txt', 'csv'];

/** Files and folders that hold keys or passwords by custom; in the syntax of `.gitignore`. Never sent, whatever the user does. */
const secretPatterns: readonly string[] = [
  '.env*',
  '*.env',
  '*.pem',
  '*.key',
  '*.p8',
  '*.p12',
  '*.pfx',
  '*.ppk',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  '*.tfstate',
  '*.tfstate.*',
  '*.tfvars',
  'id_rsa*',
  'id_dsa*',
  'id_ecdsa*',
  'id_ed25519*',
  '.aws/',
  '.azure/',
  '.gnupg/',
  '.kube/',
  '.ssh/',
  'gcloud/',
  'secrets/',
  '.docker/config.json',
  '.git-credentials',
  '.htpasswd',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.vault-token',
  '.yarnrc.yml',
  'kubeconfig',
  '*.kubeconfig',
  'credentials',
  '.credentials*',
  'service-account*.json',
  ...valueFiles.flatMap((ending) => [`*credentials*.${ending}`, `secret.${ending}`, `secrets.${ending}`]),
];

const secrets = ignore({ ignorecase: true }).add([...secretPatterns]);

/**
 * Whether a file is one of the kinds that hold secrets. `path` is slash-separated and relative to something; the folder
 * it is in should be part of it, so that a workspace opened at `~/.ssh` is recognised.
 */
export function isSecretPath(path: string): boolean {
  return !ignore.isPathValid(path) || secrets.ignores(path);
}
