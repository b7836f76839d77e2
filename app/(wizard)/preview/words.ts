// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the preview.

export const WORDS = {
  title: 'Kickstart',
  label: 'Kickstart, line by line',
  hint: 'Point at a line, or use the arrow keys, to see which field it comes from. Enter goes there.',
  scopes: { default: 'default', profile: 'set in this profile', host: 'set by the host' },
  blank: 'Empty line',
  secret: 'secret, masked here',
  copy: 'Copy the kickstart',
  copied: 'Copied',
  download: 'Download as .ks',
} as const;
