// SPDX-License-Identifier: GPL-2.0-or-later
// Does the system in the image start: the checks, what happens without, and how to mend it.
import type { CheckWords } from './integrity-checks.ts';

export const bootChecks = {
  start: {
    title: 'The system in it starts',
    consequence: 'Nobody knows whether a machine would start.',
    fix: 'Mend what is named here and test again, or install it on one machine before you install it on many.',
  },
  kernel: {
    title: 'Its kernel starts',
    consequence: 'A machine with this image shows nothing, or a kernel panic, after its boot loader.',
    fix: 'Look at the console below. Install another kernel in the build, and build the image anew.',
  },
  root: {
    title: 'Its initramfs finds and mounts the root file system',
    consequence: 'A machine with this image stays in the emergency shell of the initramfs.',
    fix: 'Look at the console below. Make the initramfs anew in the build with dracut-config-generic installed: dracut --force --no-hostonly.',
  },
  'multi-user': {
    title: 'It starts up to multi-user',
    consequence: 'Nobody can log in on a machine with this image, and it never reports that it is healthy.',
    fix: 'Look at the console below: the last lines tell what it waited for or stumbled over. Mend that in the build, and test again.',
  },
  units: {
    title: 'No unit fails when it starts',
    consequence: 'The node starts, and what these units do is missing on it.',
    fix: 'Look at the console below for what they said. Mend or disable them in the build.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
