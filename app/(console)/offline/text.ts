// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the card about installing from an ISO.

export const TEXT = {
  title: 'Install without a network',
  text: 'An ISO for a USB drive or a virtual drive, made with lorax on a machine with the same architecture. A machine that boots it erases its disk without asking, armed or not.',
  steps: {
    unpack: 'Unpack the bundle: kickstart, add-on, checksums and a README.',
    iso: 'Put the distribution\u2019s boot.iso beside its files.',
    image: 'Put the image there:',
    make: 'Make the ISO:',
  },
  download: 'Download the bundle',
  notAllowed: 'The bundle holds password hashes, so only administrators can download it.',
  refused: 'There is no bundle yet',
  failed: 'The instructions could not be made',
  copy: 'Copy',
  copied: 'Copied',
  image: 'command that fetches the image',
  make: 'command that makes the ISO',
} as const;
