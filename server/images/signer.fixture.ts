// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: people who sign, with the real minisign and gpg and keys made for the moment.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Signer = { readonly publicKey: string; readonly secretKey: string; /** Signs a file. @returns the text of the signature */ sign(file: string): string };

function run(program: string, args: readonly string[], home: string): string {
  return execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', HOME: home, GNUPGHOME: home, LC_ALL: 'C.UTF-8', NODE_ENV: 'test' } });
}

/** @param directory an empty one, for its keys. */
export function minisignSigner(directory: string, { isOld = false }: { isOld?: boolean } = {}): Signer {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const [publicKey, secretKey] = [join(directory, 'minisign.pub'), join(directory, 'minisign.key')];
  run('minisign', ['-G', '-W', '-p', publicKey, '-s', secretKey], directory);
  return {
    publicKey: readFileSync(publicKey, 'utf8'),
    secretKey: readFileSync(secretKey, 'utf8'),
    sign: (file) => {
      const signature = join(directory, 'signature');
      run('minisign', ['-S', ...(isOld ? ['-l'] : []), '-s', secretKey, '-m', file, '-x', signature], directory);
      return readFileSync(signature, 'utf8');
    },
  };
}

/** @param name of the person; @param expire as gpg takes it, `0` for never. */
export function openPgpSigner(directory: string, name: string, expire = '0'): Signer {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  run('gpg', ['--batch', '--pinentry-mode', 'loopback', '--passphrase', '', '--quick-generate-key', `${name} <${name}@example.com>`, 'ed25519', 'sign', expire], directory);
  return {
    publicKey: run('gpg', ['--batch', '--armor', '--export', name], directory),
    secretKey: run('gpg', ['--batch', '--pinentry-mode', 'loopback', '--passphrase', '', '--armor', '--export-secret-keys', name], directory),
    sign: (file) => run('gpg', ['--batch', '--pinentry-mode', 'loopback', '--passphrase', '', '--armor', '--output', '-', '--detach-sign', file], directory),
  };
}
