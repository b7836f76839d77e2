// SPDX-License-Identifier: GPL-2.0-or-later
// importKickstart: the text of a kickstart in, the profile it means out, with what became of every single line. Nothing is ever fetched.
import type { z } from 'zod';
import { splitLines } from '../language/lines.ts';
import { Profile, type ProfileInput, type Slice, type sliceSchemas } from '../profile/profile.ts';
import { targets, type TargetId } from '../profile/targets.ts';
import { Context } from './context.ts';
import { readExtra } from './extra.ts';
import { readFinish } from './finish.ts';
import { readHeader } from './header.ts';
import { readImage } from './image.ts';
import { readLayout } from './layout.ts';
import { Ledger, type ImportedLine } from './ledger.ts';
import { readLocale } from './locale.ts';
import { readNetwork } from './network.ts';
import { parseKickstart } from './parse.ts';
import { readScripts } from './scripts.ts';
import { readServices } from './services.ts';
import { readStorage } from './storage.ts';
import { chooseTarget, type ChosenTarget } from './target.ts';
import { readUsers } from './users.ts';

export type { Outcome } from './ledger.ts';

/** Something in the profile that the schema does not take. */
export type ImportProblem = {
  /** Dotted path into the profile. */
  readonly path: string;
  readonly message: string;
  /** The line that gave the value, where one did. */
  readonly line?: number;
};

type Read = { readonly target: ChosenTarget; /** Every line of the text, in order. */ readonly lines: readonly ImportedLine[]; readonly problems: readonly ImportProblem[] };
export type Imported =
  /** A valid profile, every default filled in. */
  | (Read & { readonly outcome: 'profile'; readonly profile: Profile })
  /** A profile that still needs work: `problems` says where. */
  | (Read & { readonly outcome: 'draft'; readonly profile: ProfileInput })
  /** The text is not read at all. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** The mirror of the templates: each slice from its lines. A slice without one does not compile. */
const imports = {
  image: readImage, storage: readStorage, layout: readLayout, locale: readLocale, network: readNetwork,
  users: readUsers, services: readServices, scripts: readScripts, finish: readFinish, extra: readExtra,
} as const satisfies { readonly [S in Slice]: (context: Context) => z.input<(typeof sliceSchemas)[S]> };

function readProfile(context: Context): ProfileInput {
  const { header, target } = context;
  const description = header?.unsaid?.description;
  return {
    format: 1,
    id: header?.id ?? 'imported',
    title: header?.unsaid?.title ?? 'Imported kickstart',
    ...(description !== undefined && { description }),
    target,
    image: imports.image(context), storage: imports.storage(context), layout: imports.layout(context), locale: imports.locale(context), network: imports.network(context),
    users: imports.users(context), services: imports.services(context), scripts: imports.scripts(context), finish: imports.finish(context),
    extra: imports.extra(context), // last: it takes what nobody else accounted for
  };
}

/** The schema's complaints, each at the line that gave the value. */
function problemsOf(error: z.ZodError, ledger: Ledger): ImportProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    const line = ledger.lineOf(path);
    if (line !== undefined) ledger.note(line, 'refused', `Taken over, but it must be corrected: ${issue.message}`);
    return { path, message: issue.message, ...(line !== undefined && { line }) };
  });
}

/**
 * The profile that the kickstart `text` means. Without `target` it is read for the one that our header names, or the newest installer that takes every line.
 * Pure and total: bad lines are answered in `lines`, never thrown. Passwords in clear are never in the result.
 */
export function importKickstart(text: string, target?: TargetId): Imported {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const limits = parseKickstart(source, 'RHEL9');
  if (limits.outcome === 'refused') return limits;
  const header = readHeader(splitLines(source));
  const chosen = chooseTarget(source, header, target);
  const { kickstart } = targets[chosen.id];
  const parsed = kickstart === 'RHEL9' ? limits : parseKickstart(source, kickstart);
  if (parsed.outcome === 'refused') return parsed;
  const ledger = new Ledger(parsed.lines);
  const draft = readProfile(new Context(parsed.statements, ledger, { id: chosen.id, version: kickstart }, header));
  const result = Profile.safeParse(draft);
  if (result.success) return { outcome: 'profile', profile: result.data, target: chosen, lines: ledger.lines(), problems: [] };
  const problems = problemsOf(result.error, ledger);
  return { outcome: 'draft', profile: draft, target: chosen, lines: ledger.lines(), problems };
}
