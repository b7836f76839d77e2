// SPDX-License-Identifier: GPL-2.0-or-later
// Are the packages there: the checks, what happens without, and how to mend it.
import type { CheckWords } from './integrity-checks.ts';

export const packageChecks = {
  database: {
    title: 'Its rpm database can be read',
    consequence: 'Nobody can say what is in this image, and on the node "imgbase", dnf and security updates cannot either.',
    fix: 'Build the image anew from packages; do not remove the rpm database afterwards.',
  },
  place: {
    title: 'Its rpm database lies in /usr/share/rpm',
    consequence: 'imgbased asks for kernels there and finds none: the layout step stops with "kfiles were not found" after all volumes were made.',
    fix: 'End the build with "imgbase --debug --experimental image-build --postprocess --set-nvr=...": it moves the database.',
  },
  entries: {
    title: 'Every entry of its rpm database makes sense',
    consequence: 'Packages may be missing from the list here, and updates on the node may fail.',
    fix: 'Run "rpm --rebuilddb" in the build, or build the image anew.',
  },
  required: {
    title: 'The packages that every node needs are there',
    consequence: 'The installer or the layout step stops half-way, or the node does not start.',
    fix: 'Add the named packages to the build, or with a recipe.',
  },
  payload: {
    title: 'The packages that its purpose needs are there',
    consequence: 'The node installs, and then cannot do what it is for.',
    fix: 'Add the named packages to the build, or with a recipe.',
  },
  recommended: {
    title: 'The packages that a node does better with are there',
    consequence: 'The node installs, and lacks what is named here.',
    fix: 'Add the named packages to the build, or with a recipe.',
  },
  signatures: {
    title: 'Its packages are signed',
    consequence: 'Nobody can say who made an unsigned package, and whether it was changed on its way.',
    fix: 'Take packages from signed repositories, and sign your own with "rpmsign --addsign".',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
