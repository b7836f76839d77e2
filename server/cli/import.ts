// SPDX-License-Identifier: GPL-2.0-or-later
// import: an existing kickstart as a profile, with an account of every line.
import { type Imported, importKickstart, type Outcome } from '#kickstart/import/import.ts';
import { Slug } from '#kickstart/profile/names.ts';
import { Profile, type ProfileInput } from '#kickstart/profile/profile.ts';
import { type Answer, CommandError, type Invocation, type Run, refusal } from './command.ts';
import { readText } from './input.ts';
import { jsonText } from './output.ts';
import { readTarget } from './target.ts';

type Read = Exclude<Imported, { outcome: 'refused' }>;

/** The name that the options give to the profile. */
function readName(invocation: Invocation): Pick<Partial<ProfileInput>, 'id' | 'title'> {
  const [id, title] = [invocation.option('id'), invocation.option('title')];
  const problems = [
    ...(id === undefined ? [] : (Slug.safeParse(id).error?.issues ?? []).map(({ message }) => ({ path: '--id', message }))),
    ...(title === undefined ? [] : (Profile.shape.title.safeParse(title).error?.issues ?? []).map(({ message }) => ({ path: '--title', message }))),
  ];
  if (problems.length > 0) throw new CommandError(2, problems);
  return { ...(id !== undefined && { id }), ...(title !== undefined && { title }) };
}

const count = ({ lines }: Read, outcome: Outcome): number => lines.filter((line) => line.outcome === outcome).length;

function account(file: string, name: ReturnType<typeof readName>, imported: Read): Answer {
  // An id or title from an option has been checked: what the file said instead no longer counts.
  const problems = imported.problems.filter(({ path }) => !(path in name));
  const refused = count(imported, 'refused');
  const profile = { ...imported.profile, ...name };
  const said = (outcome: Outcome): string[] =>
    imported.lines.flatMap((line) => (line.outcome === outcome && line.reason !== undefined ? [`${file}:${line.line}: ${outcome}: ${line.reason}`] : []));
  return {
    stdout: jsonText(profile),
    notes: [
      ...said('kept'), ...said('understood'), `${file}: target ${imported.target.id}: ${imported.target.reason}`,
      `${file}: ${imported.lines.length} lines: ${count(imported, 'understood')} understood, ${count(imported, 'kept')} kept as they are, ${refused} refused.`,
    ],
    problems: [...said('refused'), ...problems.filter(({ line }) => line === undefined).map(({ path, message }) => `${path}: ${message}`)],
    // Without the text of the lines: one that was refused may hold a password in clear.
    json: { profile, valid: problems.length === 0, target: imported.target, problems, lines: imported.lines.map(({ line, outcome, reason }) => ({ line, outcome, reason })) },
    exit: refused > 0 || problems.length > 0 ? 2 : 0,
  };
}

export const importFile: Run = async (invocation) => {
  const file = invocation.argument('FILE.ks');
  const target = invocation.option('target');
  const targetId = target === undefined ? undefined : readTarget(target);
  const name = readName(invocation);
  const imported = importKickstart(await readText(invocation.io, file), targetId);
  if (imported.outcome === 'refused') throw refusal(file, imported.reason);
  return account(file, name, imported);
};
