// SPDX-License-Identifier: GPL-2.0-or-later
// The words of documents that two people save at the same time.

export const TEXT = {
  conflictText: 'Nothing of yours was saved yet. Overwrite their version with yours, or drop yours and go on with theirs.',
  overwrite: 'Overwrite with mine',
  takeTheirs: 'Drop mine, show theirs',
} as const;
