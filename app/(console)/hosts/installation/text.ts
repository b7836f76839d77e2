// SPDX-License-Identifier: GPL-2.0-or-later
// The words of an installation: its stages, what is waited for, and what to do.
import type { Stage } from '#kickstart/lifecycle/stages.ts';
import type { Progress } from './stage-rows.ts';

/** What has happened when a stage is reached. */
const stages = {
  armed: 'Armed',
  kickstart: 'Kickstart fetched',
  started: 'Installer started',
  waiting: 'Showed what it would erase',
  approved: 'Approved',
  storage: 'Disk erased, volumes made',
  image: 'Image written',
  layout: 'Base and layer made',
  installed: 'Installation finished',
  healthy: 'Booted and healthy',
} as const satisfies Record<Stage, string>;

/** What goes on after a stage was reached, in two or three words for a list. */
const doing = {
  armed: 'Waiting for the machine',
  kickstart: 'Installer starting',
  started: 'Making volumes',
  waiting: 'Needs your decision',
  approved: 'Making volumes',
  storage: 'Fetching the image',
  image: 'Making base and layer',
  layout: 'Finishing',
  installed: 'First boot',
  healthy: 'Healthy',
} as const satisfies Record<Stage, string>;

/** What the next sign of life is, after a stage was reached. */
const awaited = {
  armed: 'Boot the machine from the network: nothing happens until it asks for its kickstart.',
  kickstart: 'The installer loads its second stage and starts.',
  started: 'The installer erases the disk and makes the volumes.',
  waiting: 'The machine shows what it would erase, and waits for your decision.',
  approved: 'The installer erases the disk and makes the volumes.',
  storage: 'The installer fetches the image and writes it to the disk.',
  image: 'The add-on makes the base and the first layer.',
  layout: 'The installer finishes: boot loader, scripts, and the reboot.',
  installed: 'The machine boots its new layer and checks in.',
  healthy: '',
} as const satisfies Record<Stage, string>;

/** What to do when nothing was heard for too long after a stage. */
const stuck = {
  armed: 'Boot the machine from the network.',
  kickstart: 'The machine has its kickstart, but its installer never reported. Look at its console: the usual causes are too little memory, a second stage (inst.stage2) that cannot be fetched, and a network that the installer does not bring up.',
  started: 'Look at the console of the machine: the installer may ask something there, or may wait for a disk. Ctrl-Alt-F2 opens a shell in which /tmp/storage.log tells more.',
  waiting: 'The machine waited for a decision for 30 minutes and has powered off since. Nothing was erased. Arm it again to try again.',
  approved: 'The machine may not have heard of the approval. Look at its console, and at the network between it and this server.',
  storage: 'No byte of the image went out for a long time. Check that the server of the image can be reached from the network of the machine, and look at the console.',
  image: 'Making base and layer takes minutes, not hours. Look at the console; /tmp/anaconda.log there tells where it stands.',
  layout: 'The installer may wait for a script of the profile. Look at the console of the machine.',
  installed: 'The machine has not checked in after its installation. See that it boots from its disk and not from the network, that it reaches this server, and what its console says.',
  healthy: '',
} as const satisfies Record<Stage, string>;

export const TEXT = {
  title: 'Timeline',
  none: 'Nothing has happened yet',
  noneText: 'As soon as the host is armed, this shows live what its machine does: from the first request for the kickstart to the boot of the new layer.',
  loading: 'Reading the installation',
  failed: 'The installation could not be read',
  failedAfter: 'after:',
  stages, doing, awaited, stuck,
  progress: {
    reached: 'Done', lost: 'Report lost', awaited: 'Waiting', stuck: 'Stuck', failed: 'Failed', ended: 'Ended here', ahead: 'Not yet',
  } as const satisfies Record<Progress, string>,
  lostText: 'No report of this arrived, but a later one did: the machine went on.',
  endedText: { expired: 'The time was over before the machine came.', disarmed: 'Disarmed: nothing more is given to this machine.' },
  failedText: 'The installation failed before this was reached.',
  never: 'Did not happen',
  took: (duration: string) => `after ${duration}`,
  since: (duration: string) => `since ${duration}`,
  until: (when: string) => `A sign of life is expected until ${when}.`,
  wasUntil: (when: string) => `A sign of life was expected until ${when}.`,
  armedUntil: (when: string) => `Armed until ${when}.`,
  announce: (hostname: string, stage: string) => `${hostname}: ${stage}`,
  stuckTitle: 'Nothing was heard of this machine for too long',
  stuckSince: (stage: string, duration: string) => `The last thing known is “${stage}”, ${duration} ago.`,
  intruderTitle: 'A second machine asked for this host’s kickstart',
  intruderText: (first: string, second: string) =>
    `After ${first} had fetched it, ${second} asked for it too. Two machines have this MAC address, or somebody pretends to. Neither gets anything more: the host was disarmed.`,
  intruderFix: 'Find out which address is the machine’s own before you arm it again. If somebody else may have read the kickstart, change the passwords in the profile.',
  unknownAddress: 'an unknown address',
  notLive: 'This page is not live',
  notLiveText: 'The connection to Basewright broke, so what you see may be old. The page tries to connect again by itself.',
  reload: 'Reload now',
  live: 'Live',
  connecting: 'Connecting',
  image: 'Image',
  imageOf: (bytes: string, size: string) => `${bytes} of ${size}`,
  imageOpen: (bytes: string) => `${bytes} so far`,
  imageLeft: (duration: string) => `about ${duration} left`,
  imageUnpacking: 'The whole image went out; the machine writes it to its disk.',
  imageElsewhere: 'The machine fetches the image from another server, so there is no progress to see here.',
  events: (count: number) => `All that happened (${count})`,
  eventTime: 'Time',
  eventWhat: 'What',
  byActor: (name: string) => `by ${name}`,
  fromAddress: (address: string) => `from ${address}`,
  earlier: 'Earlier installations',
  earlierArmed: 'Armed',
  earlierState: 'Ended as',
  earlierStage: 'Last stage',
  machine: 'The machine, as its installer saw it',
  product: 'Product',
  serial: 'Serial number',
  memory: 'Memory',
  cpus: 'Processors',
  addon: 'Layout add-on',
  addons: { present: 'Present', missing: 'Missing: the installer was started without inst.updates, so no layer can be made' },
  disks: 'Disks',
  links: 'Network cards',
  noAddress: 'no address',
  willErase: 'Will be erased',
  wasErased: 'Erased',
  staysAsItIs: 'Stays as it is',
  unknownSize: 'size unknown',
  diskEmpty: 'Nothing on it',
  diskContents: 'On it now:',
  blank: 'no file system',
  diskSerial: (serial: string) => `serial ${serial}`,
  whole: 'Show all of it',
} as const;
