// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the fields of step 1: target, image, name.
import type { FieldText } from '../field-text.ts';

export const targetText = {
  target: { label: 'Distribution', help: 'What the image holds. It decides which kickstart language is written and which fields there are.', example: 'CentOS Stream 9', line: 'id' },
  'image.url': { label: 'Image URL', help: 'Where the installer fetches the squashfs image. The server must answer HEAD with a length and must not redirect.', example: 'http://images.example.com/node/node-4.5.squashfs.img' },
  'image.checksum': { label: 'SHA-256 checksum', help: 'What sha256sum prints for the image. Without it no host can be armed: nothing else protects the download.', example: '64 hexadecimal digits', line: 'image.url' },
  'image.nvr': { label: 'Image name (NVR)', help: 'Name-version-release by which imgbased calls the base. It must hold the word "node". Leave it empty to use the name inside the image.', example: 'ovirt-node-ng-4.5.5-0.20240101.0', line: 'layout.init' },
  'image.channel': { label: 'Channel', help: 'The profile has whatever image this channel has. Address, checksum and name below are those of now.', example: 'oVirt 4.5, stable', line: 'image.url' },
  'image.proxy': { label: 'HTTP proxy', help: 'Only for the download of the image.', example: 'http://proxy.example.com:3128', line: 'image.url' },
  'image.noverifyssl': { label: 'Do not verify the server\'s certificate', help: 'Anyone on the network can then pose as the image server; only the checksum still protects you.', line: 'image.url' },
  title: { label: 'Title', help: 'How people call this profile.', example: 'Edge node, Berlin' },
  id: { label: 'Identifier', help: 'Stands in addresses and files, and cannot change later. Lower-case letters, digits and dashes.', example: 'edge-node-berlin' },
  description: { label: 'Description', help: 'A sentence for your colleagues; it is not written to the kickstart.', example: 'Two disks, bonded 10G, for the racks in hall 3' },
} as const satisfies Record<string, FieldText>;
