// SPDX-License-Identifier: GPL-2.0-or-later
// The small typed words a profile is made of: ids, MAC addresses, host names, NVRs, mount points, URLs, with the rules that upstream does not check.
import { z } from 'zod';
import { unsayable } from '../language/quote.ts';
import './messages.ts';

/** The stand-in for a secret that is set but not shown. A document that still holds it is refused by the store. */
export const MASK = '********';

/** Free text on one line (titles, GECOS, passphrases): whatever a kickstart line can carry. */
export const Text = z.string().superRefine((value, context) => {
  const reason = unsayable(value);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: `This text cannot be used: ${reason}. Remove that character.` });
});

/** Addresses of pages beside the documents' own: a document of that name could not be opened. */
const notAPage = (id: string) => id !== 'new' && id !== 'import';
const PAGE_NAME = 'Choose another name: "new" and "import" are pages of their own.';

/** Identifier of a profile: lower-case letters, digits and dashes, at most 63. */
export const Slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'Use 1 to 63 lower-case letters, digits and dashes, starting and ending with a letter or digit, for example "edge-node".').refine(notAPage, PAGE_NAME);

/** Identifier of a host: like a profile's, and may hold dots, so that a host name can serve. */
export const HostId = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'Use lower-case letters, digits, dots and dashes, starting and ending with a letter or digit, for example "node1.example.com".').refine(notAPage, PAGE_NAME);

/**
 * The canonical spelling (`52:54:00:ab:cd:ef`) of a MAC address in any usual spelling, or undefined when it is none:
 * colons, dashes or dots, any case, none at all, or PXELINUX's `01-` hardware type before it.
 */
export function canonicalMac(value: string): string | undefined {
  const match = /^(?:01-)?([0-9a-f]{2})([:-]?)([0-9a-f]{2})\2([0-9a-f]{2})\2([0-9a-f]{2})\2([0-9a-f]{2})\2([0-9a-f]{2})$/i.exec(value);
  const dotted = /^([0-9a-f]{2})([0-9a-f]{2})\.([0-9a-f]{2})([0-9a-f]{2})\.([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
  const pairs = match ? [match[1], ...match.slice(3)] : dotted?.slice(1);
  return pairs?.join(':').toLowerCase();
}

/** A MAC address of a network card, in any spelling; stored canonically. */
export const Mac = z.string().transform((value, context) => {
  const mac = canonicalMac(value.trim());
  if (mac === undefined) {
    context.addIssue({ code: 'custom', message: 'This is not a MAC address. Write six pairs of hexadecimal digits, for example 52:54:00:ab:cd:ef.' });
    return z.NEVER;
  }
  if (Number.parseInt(mac.slice(0, 2), 16) & 1 || mac === '00:00:00:00:00:00') {
    context.addIssue({ code: 'custom', message: `${mac} is a group or empty address, which no network card has. Copy the address from the card or the firmware.` });
    return z.NEVER;
  }
  return mac;
});

/** A host name, short or fully qualified. Source: Anaconda's own check (at most 64 characters); dracut prints it raw, so nothing else may pass. */
export const Hostname = z.string().regex(
  /^(?=.{1,64}$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/,
  'Use at most 64 characters: letters, digits and dashes in parts joined by dots, for example node1.example.com.',
);

/** Network device as the kernel names it (`eno1`, `bond0`), at most 15 characters. */
export const DeviceName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/, 'Use a device name of at most 15 letters, digits, dots, dashes and underscores, for example eno1.');

/** An absolute path of a mount point. */
export const MountPoint = z.string().max(128, 'A mount point may have at most 128 characters.').regex(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/, 'Write an absolute path without a slash at the end, for example /var/lib/images.');

/** Name of an LVM volume group, pool or volume. Source: lvm(8), and imgbased allows no other characters. */
export const LvmName = z.string().max(55, 'An LVM name here may have at most 55 characters.').regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, 'Use letters, digits and _ . + -, not starting with a dash or dot.')
  .refine((name) => !/^(snapshot|pvmove)|_(cdata|cmeta|corig|cpool|cvol|mlog|mimage|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|wcorig)/.test(name), 'LVM keeps this name for its own volumes; choose another.');

/** sha256 of a file: 64 hexadecimal digits. Anaconda compares it in lower case without stripping. */
export const Sha256 = z.string().trim().toLowerCase().regex(/^[0-9a-f]{64}$/, 'Paste the 64 hexadecimal digits that `sha256sum` prints for the image.');

const URL_TEXT = /^https?:\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?(\/(?:[A-Za-z0-9._~!$&()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?(\?(?:[A-Za-z0-9._~!$&()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$/;

/** An absolute http(s) URL in percent-encoded form, without user name, password or fragment. */
export const HttpUrl = z.string().trim().max(2048, 'A URL may have at most 2048 characters.').superRefine((value, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (!/^https?:\/\//i.test(value)) refuse('Write a URL that begins with http:// or https://; the installer fetches the image by no other way here.');
  else if (/^https?:\/\/[^/]*@/i.test(value)) refuse('Remove the user name and password: everyone who can read the kickstart would see them.');
  else if (value.includes('#')) refuse('Remove the "#" part: the installer cuts the address there. Write %23 if the file name holds a "#".');
  else if (!URL_TEXT.test(value) || !URL.canParse(value)) refuse('This URL has a character that must be percent-encoded (a blank is %20), or its host or port is not valid.');
});

/** NAME-VERSION-RELEASE of an image. Source: imgbased's naming.py and lvm.py: the layer is called NVR+1 and an LVM name has at most 55 characters. */
export const Nvr = z.string()
  .regex(/^[A-Za-z0-9_.+-]+$/, 'Use only letters, digits and _ . + - in an image name.')
  .regex(/^[A-Za-z0-9_].*-[^-]+-[^-]+$/, 'Write NAME-VERSION-RELEASE, for example my-node-1.2-20261101.0.')
  .max(53, 'An image name may have at most 53 characters: imgbased adds "+1" for the layer, and the volume name must fit in 55.');

/** Login name. Source: stricter than Anaconda's check, and what useradd(8) recommends. */
export const UserName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'Use at most 32 lower-case letters, digits, dashes and underscores, starting with a letter, for example admin.');

/** A systemd unit as `services` takes it. */
export const UnitName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,127}$/, 'Write a unit name, for example sshd or cockpit.socket.');

/** One argument of the installed system's kernel command line. */
export const KernelArgument = z.string().max(256, 'One kernel argument may have at most 256 characters.').regex(/^[A-Za-z0-9_][A-Za-z0-9_.,:/=@%+-]*$/, 'Write one argument without blanks or quotes, for example console=ttyS0,115200n8.')
  .refine((argument) => !/^(root|rd\.lvm\.lv|img\.bootid|BOOT_IMAGE)=/.test(argument), 'imgbased sets root=, rd.lvm.lv= and img.bootid= itself for every layer; remove this argument.');

/** Whole mebibytes. */
export const MiB = z.int('Write a whole number of MiB.').min(1, 'A size must be at least 1 MiB.').max(999_999_999, 'This size is larger than any disk.');

/** IPv4 address. */
export const Ipv4 = z.ipv4('Write an IPv4 address, for example 192.0.2.10.');
/** IPv6 address, without zone or prefix length. */
export const Ipv6 = z.ipv6('Write an IPv6 address, for example 2001:db8::10.').regex(/^[0-9A-Fa-f:.]+$/, 'Write an IPv6 address, for example 2001:db8::10.');
/** Host name or address of a server. */
export const Server = z.union([Hostname, Ipv6], 'Write a host name or an address.');
