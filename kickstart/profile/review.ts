// SPDX-License-Identifier: GPL-2.0-or-later
// What an admin should know about a valid profile before using it: warnings that do not stop it.
import { namesPackages } from './extra.ts';
import { isTar } from './image.ts';
import { relocatedVolumes, volumesMadeByImgbased } from './layout-rules.ts';
import type { Profile, Slice } from './profile.ts';
import { rsaBits } from './ssh-key.ts';
import { poolSize, virtualSize } from './storage-rules.ts';
import { scriptSurvival } from './survival.ts';
import { lacks, targets } from './targets.ts';
import { isYescrypt } from './users.ts';

export type Warning = { readonly slice: Slice; /** Dotted path of the field to look at. */ readonly field: string; readonly message: string };

type Reviewer = (profile: Profile) => (Warning | false)[];

const warn = (slice: Slice, field: string, message: string): Warning => ({ slice, field, message });

const reviewImage: Reviewer = ({ image, layout }) => [
  image.checksum === undefined && warn('image', 'image.checksum', 'Without a checksum the installer takes whatever the server answers for the image, an error page included. No host can be armed with this profile until it has one.'),
  image.noverifyssl && warn('image', 'image.noverifyssl', 'The server\'s certificate is not verified: only the checksum protects the image, and nothing its secrecy.'),
  layout.init && isTar(image.url) && warn('image', 'image.url', 'A tar archive can be installed, but imgbase can upgrade a node only from a squashfs image.'),
];

const reviewStorage: Reviewer = ({ storage }) => {
  const pool = poolSize(storage);
  const promised = virtualSize(storage);
  return [
    storage.disk.by === 'device' && warn('storage', 'storage.disk', `The kernel may give the name ${storage.disk.device} to another disk at the next start. A by-id name, WWN or serial number always means the same disk.`),
    pool !== undefined && promised > pool && warn('storage', 'storage.pool', `The volumes promise ${promised} MiB and the pool has ${pool} MiB. That is allowed, but a full pool stops every volume: watch its use.`),
    storage.luks !== undefined && warn('storage', 'storage.luks', 'The passphrase stands in the kickstart in clear text, and the installer keeps a copy of it in /root/original-ks.cfg unless it is booted with inst.nosave=input_ks.'),
    !storage.zerombr && warn('storage', 'storage.zerombr', 'Without zerombr the installer stops and asks when a disk has no readable partition table.'),
  ];
};

const reviewLayout: Reviewer = (profile) => {
  const { layout, storage, image, target, services } = profile;
  if (!layout.init) return [warn('layout', 'layout.init', 'Without the layout step the node has no layers: it can neither be upgraded by image nor rolled back.')];
  const made = volumesMadeByImgbased(storage, layout);
  const clone = lacks(target, 'layerUpdates');
  const { kickstart } = targets[target];
  return [
    made.length > 0 && warn('layout', 'storage.volumes', `imgbased will make volumes for ${made.join(', ')} itself, but does not mount them during the installation: what is written there then, the installer's own logs included, is hidden later. Define them here instead.`),
    layout.nodeStorage === 'minimal' && warn('layout', 'layout.nodeStorage', 'The installer must be booted with node_storage=minimal; otherwise imgbased makes the missing volumes all the same.'),
    image.nvr === undefined && warn('layout', 'image.nvr', 'The image\'s own name is used. Its name must hold "node", or imgbased removes every boot entry; give it here to have it checked now.'),
    ...relocatedVolumes(profile).map(({ field, message }) => warn('storage', field, message)),
    clone !== undefined && warn('layout', 'target', clone),
    !kickstart.startsWith('RHEL8') && !kickstart.startsWith('RHEL9') && warn('layout', 'target', 'grubby of this release has no /usr/libexec/grubby/grubby-bls: unless the image carries a link of that name to /usr/sbin/grubby, the first upgrade will fail.'),
    services.selinux === 'disabled' && warn('services', 'services.selinux', 'With SELinux disabled the layers are not labelled; turning it on later needs a full relabel.'),
  ];
};

const reviewUsers: Reviewer = ({ users, layout, target }) => {
  const { root, accounts } = users;
  const canLogIn = root.password === 'hashed' || root.sshKeys.length > 0 || accounts.some((account) => account.hash !== undefined || account.sshKeys.length > 0);
  const yescrypt = [...(root.password === 'hashed' ? [root.hash] : []), ...accounts.flatMap((account) => account.hash ?? [])].some(isYescrypt);
  const weak = [root.sshKeys, ...accounts.map((account) => account.sshKeys)].flat().filter((key) => (rsaBits(key) ?? 4096) < 3072);
  return [
    !canLogIn && warn('users', 'users', 'Nobody can log in to this node: root is locked, and no account has a password or an SSH key.'),
    root.password === 'hashed' && layout.init && warn('users', 'users.root.password', 'imgbased writes "PermitRootLogin yes" into the SSH configuration of every layer, so this password works over the network.'),
    yescrypt && targets[target].kickstart === 'RHEL10' && warn('users', 'users', 'Security profiles for Enterprise Linux 10 (STIG, FIPS) accept only $6$ password hashes.'),
    weak.length > 0 && warn('users', 'users', 'An RSA key has fewer than 3072 bits; an ed25519 key is shorter and stronger.'),
  ];
};

const reviewServices: Reviewer = ({ services }) => [
  !services.firewall.enabled && warn('services', 'services.firewall.enabled', 'The firewall is off: every listening service can be reached.'),
];

const reviewScripts: Reviewer = (profile) => profile.scripts.flatMap((script, index) => [
  script.section === 'post' && !script.erroronfail && warn('scripts', `scripts.${index}.erroronfail`, 'A failure of this %post is only logged: the installation ends as "complete" all the same.'),
  ...scriptSurvival(script, profile).map((finding) => warn('scripts', `scripts.${index}.body`, finding.message)),
]);

const reviewNetwork: Reviewer = ({ network }) => network.interfaces.map((nic, index) => (
  nic.ipv4.method === 'static' && nic.nameservers.length === 0
  && warn('network', `network.interfaces.${index}.nameservers`, 'A static address and no name server: host names, the image\'s included, will not be found.')
));

/** Source: Anaconda's payload factory, in which liveimg comes before packages; the payload of a live image installs none. */
const reviewExtra: Reviewer = ({ extra }) => extra.sections.map((section, index) => (
  namesPackages(section) && warn('extra', `extra.sections.${index}.body`, 'The installer copies the image and installs no packages, so these lines do nothing. Put the packages into the image with a recipe, and remove this section.')
));

const reviewers: readonly Reviewer[] = [reviewImage, reviewStorage, reviewLayout, reviewNetwork, reviewUsers, reviewServices, reviewScripts, reviewExtra];

/** Everything worth a warning, in the order of the wizard. */
export function reviewProfile(profile: Profile): Warning[] {
  return reviewers.flatMap((review) => review(profile)).filter((warning) => warning !== false);
}
