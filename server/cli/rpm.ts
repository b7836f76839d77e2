// SPDX-License-Identifier: GPL-2.0-or-later
// rpm add, list, delete: the packages that recipes put into images.
import { open } from 'node:fs/promises';
import { evr } from '#kickstart/catalogue/package.ts';
import { ProgramMissing } from '../recipes/program-missing.ts';
import { addRpm, deleteRpm, listRpms } from '../recipes/rpm-files.ts';
import { failure, refusal, type Run } from './command.ts';
import { withStore } from './data.ts';
import { moment, table } from './output.ts';

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'There is no such file.', ENOTDIR: 'There is no such file.', EACCES: 'This user may not read it.', EISDIR: 'This is a directory. Name a file in it.' };

export const add: Run = async (invocation) => {
  const file = invocation.argument('FILE');
  return withStore(invocation, async (store, { dataDirectory }) => {
    // Opened and waited for: a stream by its path tells that there is no file before anybody listens.
    const adding = async () => addRpm(store, dataDirectory, { name: file, stream: (await open(file)).createReadStream({ highWaterMark: 1024 * 1024 }), actor: null });
    const answer = await adding().catch((error: unknown) => {
      if (error instanceof ProgramMissing) throw failure('', error.message);
      const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
      throw reason === undefined ? error : failure(file, reason);
    });
    if ('message' in answer) throw answer.outcome === 'refused' ? refusal(file, answer.message) : failure(file, answer.message);
    const { rpm, outcome } = answer;
    return {
      stdout: `sha256   ${rpm.sha256}\npackage  ${rpm.package.name}-${evr(rpm.package)}.${rpm.package.arch}\n`,
      notes: [outcome === 'present' ? 'It was there already.' : 'Put the sha256 into the list "rpms" of a recipe.'],
      json: { outcome, ...rpm, addedAt: moment(rpm.addedAt) },
    };
  });
};

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const rpms = await listRpms(store.database);
  const rows = rpms.map(({ sha256, name, size, package: { key }, usedBy }) => [sha256, String(size), key ?? '-', usedBy.join(' ') || '-', name]);
  return {
    stdout: rows.length === 0 ? '' : table(['SHA256', 'SIZE', 'SIGNED BY', 'USED BY', 'FILE'], rows),
    notes: rows.length > 0 ? [] : ['There are no rpm files yet. Add one: basewright rpm add FILE'],
    json: { rpms: rpms.map((rpm) => ({ ...rpm, addedAt: moment(rpm.addedAt) })) },
  };
});

export const remove: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const text = invocation.argument('SHA256').toLowerCase();
  const found = /^[0-9a-f]{8,64}$/.test(text) ? (await listRpms(store.database)).filter(({ sha256 }) => sha256.startsWith(text)) : [];
  const [rpm, another] = found;
  if (rpm === undefined) throw failure('SHA256', `There is no rpm file "${text}". "basewright rpm list" shows what there is.`);
  if (another !== undefined) throw refusal('SHA256', 'This is the beginning of more than one. Write more of it.');
  const answer = await deleteRpm(store, dataDirectory, rpm.sha256);
  if (answer.outcome === 'in-use') throw failure('', `It is used by ${answer.recipes.join(', ')}. Remove it there first.`);
  return { stdout: `deleted ${rpm.name}\n`, json: { outcome: answer.outcome, sha256: rpm.sha256 } };
});
