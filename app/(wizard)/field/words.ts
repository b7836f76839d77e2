// SPDX-License-Identifier: GPL-2.0-or-later
// The words around every field, whatever it holds.

export const WORDS = {
  moreAbout: 'More about',
  example: 'Example',
  unit: 'Unit',
  line: 'In the kickstart',
  noLine: 'Nothing is written to the kickstart for this value.',
  incomplete: 'The line appears when this part is complete.',
  optional: '(optional)',
  choose: 'Choose…',
  more: 'more; type to narrow down',
  noMatch: 'Nothing matches',
  clear: 'Clear',
  open: 'Show the choices',
} as const;
