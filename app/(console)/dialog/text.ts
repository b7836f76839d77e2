// SPDX-License-Identifier: GPL-2.0-or-later
// The words of every dialog.

export const TEXT = {
  cancel: 'Cancel',
  close: 'Close',
} as const;
