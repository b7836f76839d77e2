// SPDX-License-Identifier: GPL-2.0-or-later
// What was thrown, as an exit code and sentences for the person at the terminal. The one place where that is decided.
import { fileURLToPath } from 'node:url';
import { CommandError, type Problem } from './command.ts';

type Failure = { readonly exit: 1 | 2; readonly problems: readonly Problem[] };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const OF_STORE = {
  busy: 'Another program holds the database, a backup perhaps. Nothing was changed. Try again in a few seconds.',
  full: 'The disk is full. Nothing was changed. Free some space on the file system of the data directory, then try again.',
  broken: 'The database cannot be read or written. Check the owner and mode of the data directory (BASEWRIGHT_DATA); if the file is damaged, put back the newest of its backups.',
} as const;

const OF_SYSTEM: Readonly<Record<string, string>> = { ENOSPC: 'The output cannot be written: the disk is full.', EACCES: 'The permission is missing.', EIO: 'The disk or terminal reports an error.' };

const failed = (...messages: readonly string[]): Failure => ({ exit: 1, problems: messages.map((message) => ({ path: '', message })) });

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The exit code and the problems for anything that was thrown. */
export async function failureOf(error: unknown): Promise<Failure> {
  if (error instanceof CommandError) return error;
  if (!(error instanceof Error)) return failed(`This is a mistake in Basewright: ${String(error)}.`);
  if (codeOf(error) === 'ERR_MODULE_NOT_FOUND' && error.message.startsWith('Cannot find package')) {
    return failed(`Its packages are not installed completely. Run "npm ci" in ${ROOT}, then try again.`);
  }
  const [{ StoreError, storeFailure }, { ConfigError }, { VaultError }, { BusyError }] = await Promise.all([
    import('../store/errors.ts'), import('../config.ts'), import('../store/vault.ts'), import('../auth/limit.ts'),
  ]);
  if (error instanceof ConfigError) return failed(...error.problems);
  if (error instanceof StoreError || error instanceof VaultError || error instanceof BusyError) return failed(error.message);
  const ofStore = storeFailure(error);
  if (ofStore !== undefined) return failed(OF_STORE[ofStore]);
  const { UnsayableStatementError } = await import('#kickstart/language/serialize.ts');
  const { UnsayableValueError } = await import('#kickstart/language/quote.ts');
  if (error instanceof UnsayableStatementError || error instanceof UnsayableValueError) return { exit: 2, problems: [{ path: '', message: `The kickstart cannot be written: ${error.message}` }] };
  const ofSystem = OF_SYSTEM[codeOf(error)];
  return failed(ofSystem ?? `This is a mistake in Basewright: ${error.message} (BASEWRIGHT_DEBUG=1 shows where.)`);
}
