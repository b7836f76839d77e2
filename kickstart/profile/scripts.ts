// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `scripts`: the admin's own %pre, %pre-install, %post and %onerror, which run as root.
import { z } from 'zod';
import { bodyProblems, normaliseBody } from '../language/body.ts';
import { isBlank } from '../language/lines.ts';

const AbsolutePath = z.string().max(200).regex(/^(\/[A-Za-z0-9._-]+)+$/, 'Write an absolute path, for example /root/post.log.');

const Body = z.string().max(262_144, 'A script may have at most 256 KiB.').transform(normaliseBody).superRefine((body, context) => {
  if (isBlank(body)) context.addIssue({ code: 'custom', message: 'The script is empty; write it, or remove it.' });
  for (const problem of bodyProblems(body)) context.addIssue({ code: 'custom', message: problem.message });
});

export const scriptSections = ['pre', 'pre-install', 'post', 'onerror'] as const;

export const Script = z.strictObject({
  section: z.enum(scriptSections),
  body: Body,
  /** Program that runs it; /bin/sh when not given. */
  interpreter: AbsolutePath.optional(),
  /** File that gets its output. */
  log: AbsolutePath.optional(),
  /** Stop the installation when the script fails. */
  erroronfail: z.boolean().default(false),
  /** `post` only: run outside the new system, which is then at /mnt/sysroot. */
  nochroot: z.boolean().default(false),
}).superRefine((script, context) => {
  if (script.nochroot && script.section !== 'post') context.addIssue({ code: 'custom', path: ['nochroot'], message: `Only %post can choose where it runs; %${script.section} always runs in the installer.` });
});
export type Script = z.infer<typeof Script>;

export const Scripts = z.array(Script).max(64, 'At most 64 scripts.').default([]);
