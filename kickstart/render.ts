// SPDX-License-Identifier: GPL-2.0-or-later
// renderKickstart: a profile and a host in, the kickstart out, with the origin of every line. Preview, boot plane and command line all call this.
import { UnsayableValueError } from './language/quote.ts';
import { serialize, UnsayableStatementError, type Line } from './language/serialize.ts';
import type { Statement } from './language/statement.ts';
import type { KickstartVersion } from './language/versions.ts';
import { defaultProfile } from './profile/defaults.ts';
import type { Host } from './profile/host.ts';
import { MASK } from './profile/names.ts';
import { Profile, sliceSchemas, slices, type Slice } from './profile/profile.ts';
import { targets, TargetId } from './profile/targets.ts';
import { statementsOf } from './templates/kickstart.ts';
import { nodeOf, scopeOf, type Node, type Reporting, type Scope } from './templates/node.ts';
import { STAND_INS, withStandIn } from './templates/token-url.ts';

/** One line of a rendered kickstart and where it came from. */
export type RenderedLine = {
  /** The line without its end. */
  readonly text: string;
  readonly slice: string;
  /** Dotted path into the profile, for example `storage.root`. */
  readonly field: string;
  /** Who gave the value. */
  readonly scope: Scope;
  /** Holds a hash or passphrase: show it masked. */
  readonly secret: boolean;
};

export type Rendered = { readonly text: string; readonly lines: readonly RenderedLine[] };

/** Source: pykickstart reads only UTF-8 and needs every section closed; these are the last checks before text leaves this room. */
function checked(text: string, lines: readonly Line[]): string {
  if (/[\u0085\u2028\u2029\ufeff]/.test(lines.filter((line) => line.from.slice !== 'scripts' && line.from.slice !== 'extra').map((line) => line.text).join(''))) throw new Error('The rendered kickstart holds a line break that must not be there.');
  if (!text.isWellFormed()) throw new Error('The rendered kickstart is not well-formed Unicode.');
  return text;
}

/** An empty line where a section begins or the subject changes, for the people who read the file. */
function spaced(lines: readonly Line[]): Line[] {
  let inSection = false;
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const opens = !inSection && /^%(?!include)/.test(line.text);
    const gap = before !== undefined && !inSection && (opens || before.from.slice !== line.from.slice);
    inSection = (inSection || opens) && line.text !== '%end';
    return gap ? [{ text: '', from: line.from }, line] : [line];
  });
}

function rendered(node: Node, statements: readonly Line[]): Rendered {
  const { reporting } = node;
  const secrets = reporting === undefined ? [] : [reporting.token, reporting.nodeKey];
  const hidden = secrets.filter((secret) => STAND_INS.includes(secret));
  const lines = spaced(statements).map((line) => ({
    ...line,
    holdsToken: line.from.slice !== 'scripts' && secrets.some((secret) => line.text.includes(secret)),
    text: hidden.reduce((text, secret) => text.replaceAll(secret, MASK), line.text),
  }));
  return {
    text: checked(lines.map((line) => `${line.text}\n`).join(''), lines),
    // Worked out when asked for: the boot plane only wants the text.
    get lines() {
      return lines.map(({ text, from, holdsToken }) => ({ text, slice: from.slice, field: from.field, scope: scopeOf(node, defaultProfile, from.field), secret: from.secret === true || holdsToken }));
    },
  };
}

/**
 * The kickstart of `profile`, with what `host` overrides. The same documents give the same bytes, everywhere and always.
 * With `reporting` the machine tells what becomes of it, and its address of the image carries the token, and with a host the node gets its key; a MASK as token or key gives the same text but for that.
 * @throws UnsayableValueError, UnsayableStatementError when a document that did not pass the schema holds what no kickstart can say
 * @throws ReportingValueError when `reporting` holds what no script can carry
 */
export function renderKickstart(profile: Profile, host?: Host, reporting?: Reporting): Rendered {
  const node = nodeOf(profile, host, reporting && withStandIn(reporting));
  return rendered(node, serialize(statementsOf(node), targets[profile.target].kickstart));
}

function canSay(statement: Statement, version: KickstartVersion): boolean {
  try {
    serialize([statement], version);
    return true;
  } catch (error) {
    if (error instanceof UnsayableStatementError || error instanceof UnsayableValueError) return false;
    throw error;
  }
}

export type Draft = Rendered & { /** Slices that are left out because they are not valid yet. */ readonly incomplete: readonly Slice[] };

/**
 * The kickstart of a profile that is still being written: slices that are not valid are left out, and a comment stands in their place.
 * `input` is whatever a form holds.
 */
export function renderDraft(input: Readonly<Record<string, unknown>>): Draft {
  const target = TargetId.safeParse(input['target']);
  const incomplete: Slice[] = [];
  const parsed = Object.fromEntries(slices.map((slice) => {
    const result = sliceSchemas[slice].safeParse(input[slice] ?? defaultProfile[slice]);
    if (!result.success || (slice === 'image' && input['image'] === undefined)) incomplete.push(slice);
    return [slice, result.success ? result.data : defaultProfile[slice]];
  }));
  const id = typeof input['id'] === 'string' && /^[a-z0-9-]+$/.test(input['id']) ? input['id'] : 'draft';
  const title = Profile.shape.title.safeParse(input['title']);
  const description = Profile.shape.description.safeParse(input['description']);
  const node: Node = {
    ...defaultProfile, ...parsed, id, target: target.success ? target.data : defaultProfile.target, host: undefined,
    title: title.success ? title.data : 'Untitled',
    ...(description.success && description.data !== undefined && { description: description.data }),
    // Other slices name the disk too; the placeholder of the defaults is not for anybody's eyes.
    ...(incomplete.includes('storage') && { storage: { ...defaultProfile.storage, disk: { by: 'size', pick: 'smallest' } as const } }),
  };
  const version = targets[node.target].kickstart;
  const statements = statementsOf(node);
  // A slice can be valid by itself and still hold what this target cannot say.
  const unsaid = new Set(statements.filter((statement) => !canSay(statement, version)).map((statement) => statement.from.slice));
  incomplete.push(...slices.filter((slice) => unsaid.has(slice) && !incomplete.includes(slice)));
  const hidden = new Set<string>(incomplete);
  const notes = incomplete.map((slice) => ({ kind: 'comment', text: `${slice}: not complete yet`, from: { slice, field: slice } }) as const);
  const { text, lines } = rendered(node, serialize([...notes, ...statements.filter((statement) => !hidden.has(statement.from.slice))], version));
  return { text, lines, incomplete };
}
