// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the import.

export const WORDS = {
  title: 'Import a kickstart',
  intro: 'Paste a kickstart, or drop its file here. It is read in this browser: nothing is sent, nothing it includes is fetched. Then you see line by line what was understood.',
  text: 'Kickstart',
  file: 'Choose a file',
  target: 'Written for',
  findOut: 'Find out from the lines',
  read: 'Read it',
  reading: 'Reading…',
  empty: 'Paste a kickstart first.',
  tooLarge: 'This file is larger than 1 MiB, which no kickstart is.',
  failed: 'The kickstart could not be read',
  line: 'Line',
  outcome: 'Outcome',
  reason: 'Why',
  outcomes: { understood: 'Understood', kept: 'Kept as it is', refused: 'Left out' },
  counts: (understood: number, kept: number, refused: number) => `${understood} understood, ${kept} kept as they are, ${refused} left out`,
  problems: (count: number) => (count === 1 ? 'One field needs your attention; the wizard shows it.' : `${count} fields need your attention; the wizard shows them.`),
  only: 'Show only lines that were kept or left out',
  result: 'What was read',
  goOn: 'Go on in the wizard',
  again: 'Read another one',
  profiles: 'Profiles',
} as const;
