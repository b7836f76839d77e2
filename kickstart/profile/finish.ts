// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `finish`: how the installer shows itself, the installed kernel's arguments, and what happens at the end.
import { z } from 'zod';
import { KernelArgument } from './names.ts';

export const KernelArguments = z.array(KernelArgument).max(64, 'At most 64 arguments.')
  .refine((all) => new Set(all).size === all.length, 'An argument is there twice; remove one of the two.');

export const Finish = z.strictObject({
  /** What the machine does when the installation is complete. */
  action: z.enum(['reboot', 'poweroff', 'halt']).default('reboot'),
  /** Eject the installation medium before that. */
  eject: z.boolean().default(false),
  /** How the installer runs: text asks when something is missing, cmdline never asks. */
  display: z.enum(['text', 'cmdline', 'graphical']).default('text'),
  /** Kernel crash dumps, by the add-on com_redhat_kdump; `default` leaves it to the distribution. */
  kdump: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('default') }),
    z.strictObject({ mode: z.literal('enabled'), reserve: z.union([z.literal('auto'), z.int().min(64, 'Reserve at least 64 MiB.').max(16_384)]).default('auto') }),
    z.strictObject({ mode: z.literal('disabled') }),
  ]).default({ mode: 'default' }),
  /** Arguments of the installed system's kernel. */
  kernelArguments: KernelArguments.default([]),
  /** Accept the license of Red Hat Enterprise Linux. */
  eula: z.boolean().default(false),
}).superRefine((finish, context) => {
  if (finish.eject && finish.action === 'halt') context.addIssue({ code: 'custom', path: ['eject'], message: 'A halted machine stays as it is; eject goes with reboot or power-off.' });
});
export type Finish = z.infer<typeof Finish>;
