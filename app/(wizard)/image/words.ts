// SPDX-License-Identifier: GPL-2.0-or-later
// The words around the choice of an image.

export const WORDS = {
  source: 'Where the image comes from',
  kinds: {
    channel: { label: 'Follow a channel', text: 'The profile always has the image that the channel has, by its exact address and checksum, and gets the next one when somebody publishes it there.' },
    published: { label: 'A published image', text: 'Exactly this image, until you choose another one.' },
    url: { label: 'Another address', text: 'An image on any web server, with its checksum.' },
  },
  noChannel: (target: string) => `No channel has an image of ${target} yet.`,
  noImage: (target: string) => `No image of ${target} is published yet.`,
  failed: 'Channels and published images could not be read; an address can be given all the same',
  choose: 'Choose…',
  otherChannel: 'The channel does not fit',
  otherTarget: (channel: string, has: string, wanted: string) => `The channel "${channel}" has images of ${has}, and this profile is for ${wanted}. Choose a channel of that distribution below, another source, or the other distribution above.`,
  unknownChannel: (id: string) => `There is no channel "${id}" with an image (any more). Choose another one, or another source.`,
  otherImage: 'The image does not fit',
  otherImageText: (has: string, wanted: string) => `This image is ${has}, and this profile is for ${wanted}. Choose another image or the other distribution.`,
  facts: 'The image',
  nvr: 'Name',
  target: 'Distribution',
  unknownTarget: 'the image does not say it',
  size: 'Size',
  test: 'Test',
  verdicts: { passed: 'passed', warnings: 'passed with warnings', failed: 'failed' },
  untested: 'never tested',
  signature: 'Signature',
  signed: 'signed by a trusted key',
  unsigned: 'not signed by a trusted key',
  checksum: 'SHA-256',
  inChannels: 'In',
  noLonger: 'no channel any more',
} as const;
