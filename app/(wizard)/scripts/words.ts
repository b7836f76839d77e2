// SPDX-License-Identifier: GPL-2.0-or-later
// The words around scripts and kept sections.

export const SECTION_WORDS = {
  section: 'Kept section',
  removeLines: 'Remove the kept lines',
  removeSection: 'Remove this section',
} as const;

export const WORDS = {
  title: 'Scripts',
  none: 'No scripts. Add one for what no field of this wizard can say.',
  script: 'Script',
  add: 'Add a script',
  remove: 'Remove',
  up: 'Move up',
  survives: 'What the next image upgrade does to this',
  sections: [
    { value: 'pre', label: '%pre: in the installer, before anything else' },
    { value: 'pre-install', label: '%pre-install: in the installer, disks are ready' },
    { value: 'post', label: '%post: in the new system' },
    { value: 'onerror', label: '%onerror: in the installer, after a failure' },
  ],
} as const;
