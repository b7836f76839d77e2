// SPDX-License-Identifier: GPL-2.0-or-later
// The words around a kickstart.

export const TEXT = {
  label: 'Lines of the kickstart',
  copy: 'Copy',
  copied: 'The kickstart was copied',
  copyFailed: 'The browser did not allow copying',
  copyFailedText: 'Browsers allow it only on https or localhost. Download the file instead, or select the text.',
  download: 'Download',
  reveal: 'Show secrets',
  hide: 'Hide secrets',
  revealFailed: 'The secrets were not shown',
  masked: 'Passwords and passphrases are masked. A machine gets the real ones.',
  revealed: 'The real password hashes and passphrase are shown. Copy and download take them along.',
  maskedViewer: 'Passwords and passphrases are masked; only an administrator may have them shown.',
  onlyHost: 'Show only what this host sets',
  noneOfHost: 'This host sets nothing of its own but its host name; everything comes from the profile.',
  scopes: { default: 'default', profile: 'profile', host: 'host' },
  scopesText: 'Where each line comes from: the program\u2019s default, the profile, or this host.',
  loading: 'Reading the kickstart',
  failed: 'The kickstart could not be shown',
  cannotRender: 'The kickstart cannot be written',
} as const;
