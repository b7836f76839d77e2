// SPDX-License-Identifier: GPL-2.0-or-later
// The answer of kickstart/oracle/oracle.py, as its readers check it.
import { z } from 'zod';

const Problem = z.object({ line: z.number().nullable(), message: z.string() });
/** What pykickstart keeps of a command: its own attribute names and values. */
const Attributes = z.record(z.string(), z.unknown());

export const OracleResult = z.object({
  ok: z.boolean(),
  /** "pykickstart 3.78 RHEL9" */
  parser: z.string(),
  /** Every command in the order it was dispatched, with its words as the tokeniser gave them. */
  commands: z.array(z.object({ name: z.string(), line: z.number(), args: z.array(z.string()) })),
  /** By command word as written; a list for commands that may be repeated. */
  data: z.record(z.string(), z.union([z.array(Attributes), Attributes])),
  scripts: z.array(
    z.object({
      section: z.enum(['%pre', '%pre-install', '%post', '%onerror', '%traceback']),
      body: z.string(),
      interp: z.string(),
      inChroot: z.boolean(),
      errorOnFail: z.boolean(),
      logfile: z.string().nullable(),
      line: z.number(),
    }),
  ),
  packages: Attributes.nullable(),
  addons: z.array(z.object({ name: z.string(), args: z.array(z.string()), body: z.string(), line: z.number() })),
  certificates: z.array(z.object({ filename: z.string().nullable(), dir: z.string().nullable(), type: z.string().nullable(), body: z.string() })),
  warnings: z.array(Problem),
  errors: z.array(Problem),
});
export type OracleResult = z.infer<typeof OracleResult>;
