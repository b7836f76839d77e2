// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the comments that this program writes at the top of a kickstart: id, target, and what no command can say.
import { z } from 'zod';
import { Slug } from '../profile/names.ts';
import { TargetId } from '../profile/targets.ts';
import { HEADER_MARK } from '../templates/header.ts';
import type { ReadStatement } from './parse.ts';

const UnsaidParts = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  preset: z.enum(['nist', 'minimal', 'custom']).optional(),
  diskSize: z.int().optional(),
  nodeStorage: z.enum(['full', 'minimal']).optional(),
  nvr: z.string().optional(),
  upgrade: z.strictObject({ agent: z.boolean(), window: z.string(), healthMinutes: z.int() }).optional(),
});

export type Header = {
  readonly id: string;
  readonly target: TargetId;
  readonly unsaid: z.infer<typeof UnsaidParts> | undefined;
  /** How many lines the header has. */
  readonly lines: number;
};

const FIRST = new RegExp(`^# ${HEADER_MARK} ([a-z0-9-]+)(?:, host [a-z0-9.-]+)?, for ([a-z0-9]+)$`);
const PARTS = `# ${HEADER_MARK}: {`;

function parts(text: string | undefined): z.infer<typeof UnsaidParts> | undefined {
  if (text?.startsWith(PARTS) !== true) return undefined;
  try {
    const read = UnsaidParts.safeParse(JSON.parse(text.slice(PARTS.length - 1)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // somebody edited the line: it is a comment like any other
  }
}

/** The header of lines that begin a kickstart, or undefined when this program did not write them. */
export function readHeader(lines: readonly string[]): Header | undefined {
  const match = FIRST.exec(lines[0] ?? '');
  const id = Slug.safeParse(match?.[1]);
  const target = TargetId.safeParse(match?.[2]);
  if (!id.success || !target.success) return undefined;
  const unsaid = parts(lines[1]);
  const last = unsaid === undefined ? 1 : 2;
  // A blank line may stand before the note about the installer's own argument.
  const note = lines.slice(last, last + 2).findIndex((line) => line.startsWith(`# ${HEADER_MARK}: boot the installer`));
  return { id: id.data, target: target.data, unsaid, lines: last + note + 1 };
}

/** Whether the statement is one of the header's lines. */
export function isHeader(statement: ReadStatement, header: Header | undefined): boolean {
  return header !== undefined && statement.line <= header.lines;
}
