// SPDX-License-Identifier: GPL-2.0-or-later
// What GRUB is told on UEFI machines, with Secure Boot too. Values of the server come through bootValue only; what a machine said is never said back.
import { canonicalMac } from '#kickstart/profile/names.ts';
import { bootValue } from './allow-list.ts';
import { type InstallerBoot, type LocalBootReason, localBootWords, WAITS } from './ipxe.ts';

/**
 * GRUB's names for a URL's server and its path: `(http,192.0.2.10:8080)` and `/path`.
 *
 * `colon` is how Debian's, Fedora's and Enterprise Linux's GRUB (2.06 and 2.12) write a port; `comma` is how GRUB's own releases do since 2.12.
 * Without a port both are the same. IPv6 addresses stand in brackets. GRUB has no TLS of its own: an https URL works only where the firmware brings it.
 */
function device(url: string): { readonly colon: string; readonly comma: string; readonly path: string } {
  const { protocol, hostname, port, pathname } = new URL(bootValue(url));
  const kind = protocol.replace(':', '');
  const path = pathname.replace(/\/+$/, '');
  return { colon: `(${kind},${hostname}${port && `:${port}`})`, comma: `(${kind},${hostname}${port && `,${port}`})`, path: path === '' ? '' : bootValue(path) };
}

const config = (...lines: readonly string[]): string => [...lines, ''].join('\n');

/** The generic configuration's address on the boot plane. */
const GENERIC = '/boot/grub.cfg';

/** The boot plane; its generic configuration is small, so that is what is opened. */
const basewright = (bootUrl: string) => ({ name: 'basewright', url: bootUrl, file: `${device(bootUrl).path}${GENERIC}` });

/** A variable of GRUB for the device of a URL, and the path of a file that is there. */
type Named = { readonly name: string; readonly url: string; readonly file: string };

/**
 * Lines that set variables to the devices of URLs. Where a port can be spelled in two ways, the file of the first such URL is opened to see which one is right:
 * `-s` is the only test that works on a network device.
 */
function setDevices(named: readonly Named[]): string[] {
  const spelled = named.map((each) => ({ ...each, ...device(each.url) }));
  const probe = spelled.find(({ colon, comma }) => colon !== comma);
  const set = spelled.map(({ name, colon }) => `set ${name}=${colon}`);
  if (probe === undefined) return set;
  return [...set, `if [ ! -s $${probe.name}${probe.file} ]; then`, ...spelled.map(({ name, comma }) => `  set ${name}=${comma}`), 'fi'];
}

/** The directories under EFI/ of every distribution that can be installed; oVirt Node is in that of CentOS. */
const VENDORS = ['centos', 'redhat', 'almalinux', 'rocky', 'fedora'] as const;

/**
 * A function of GRUB that boots from the machine's own disk: first the shim of an installed system, which Secure Boot trusts; it is started from here because
 * not every firmware goes on after a network boot. EFI/BOOT is left alone: its fallback program writes boot entries. Then `exit 1`, which firmware takes as
 * "try the next entry" (GRUB's own releases know no status and ignore it).
 */
const LOCAL = [
  'function boot_local {',
  '  set shim=shimx64.efi',
  '  if [ "$grub_cpu" = "arm64" ]; then set shim=shimaa64.efi; fi',
  `  for vendor in ${VENDORS.join(' ')}; do`,
  '    if search --no-floppy --set=disk --file /EFI/$vendor/$shim; then',
  '      chainloader ($disk)/EFI/$vendor/$shim',
  '      boot',
  '    fi',
  '  done',
  '  exit 1',
  '}',
];

/**
 * For any machine (/boot/grub.cfg): hands over to the configuration of the card that booted. The same text may lie in a TFTP root beside GRUB.
 * @param bootUrl base URL of the boot plane, from the configuration.
 */
export function genericGrubConfig(bootUrl: string): string {
  const { path } = device(bootUrl);
  return config(
    '# Basewright: asks the boot plane what this machine shall do. It holds no secret and is the same for all machines.',
    ...LOCAL,
    ...setDevices([basewright(bootUrl)]),
    `configfile $basewright${path}/boot/$net_default_mac/grub.cfg`,
    '# Reached without an answer only: a server that is away must not keep an installed machine from its disk.',
    'echo "Basewright does not answer. Booting from the local disk."',
    'sleep 2',
    'boot_local',
  );
}

/** Lines of GRUB that ask the server again, at most WAITS.times in a row: GRUB cannot count, but a text can grow. */
function askAgain(bootUrl: string): string[] {
  const { path } = device(bootUrl);
  return [
    `if [ "$bw_tries" != "${'x'.repeat(WAITS.times)}" ]; then`,
    '  set bw_tries=x$bw_tries',
    '  export bw_tries',
    `  sleep ${WAITS.seconds}`,
    ...setDevices([basewright(bootUrl)]).map((line) => `  ${line}`),
    `  configfile $basewright${path}${GENERIC}`,
    'fi',
    'echo "Basewright could not say for too long what to do. Booting from the local disk."',
    'boot_local',
  ];
}

/**
 * Starts the installer of an armed host.
 *
 * `linux` and `initrd` are right with Secure Boot too: Enterprise Linux 8 to 10 and Fedora have `linuxefi` only as a second name of the same command, and
 * Debian's `linux` hands over to it by itself.
 * @throws {BootValueError} for a value outside of the allow-list
 */
export function installerGrubConfig(boot: InstallerBoot): string {
  const [kernel, initrd] = [device(boot.kernel), device(boot.initrd)];
  const args = boot.arguments.map(bootValue).join(' ');
  return config(
    '# Basewright: starts the installer.',
    ...LOCAL,
    `echo "Basewright: installing ${bootValue(boot.host)}"`,
    ...setDevices([basewright(boot.bootUrl), { name: 'kernel', url: boot.kernel, file: kernel.path }, { name: 'initrd', url: boot.initrd, file: initrd.path }]),
    `if linux $kernel${kernel.path} ${args}; then`,
    `  if initrd $initrd${initrd.path}; then boot; fi`,
    'fi',
    'echo "The installer could not be loaded."',
    ...askAgain(boot.bootUrl),
  );
}

/** For a known host that is not to be installed now. */
export function localBootGrubConfig(reason: LocalBootReason): string {
  return config('# Basewright: nothing to install.', ...LOCAL, `echo "Basewright: ${localBootWords(reason)} Booting from the local disk."`, 'boot_local');
}

/** For a machine that no host stands for: says so, shows by what it is known, and boots from its disk after 10 s. Nothing in it can change a disk. */
export function unknownGrubConfig(bootUrl: string): string {
  const { path } = device(bootUrl);
  return config(
    '# Basewright: no host has the address of this card.',
    ...LOCAL,
    'set timeout=10',
    'set default=0',
    'menuentry "Boot from the local disk" {',
    '  boot_local',
    '}',
    'menuentry "Ask Basewright again: it does not know the MAC address $net_default_mac" {',
    ...setDevices([basewright(bootUrl)]).map((line) => `  ${line}`),
    `  configfile $basewright${path}${GENERIC}`,
    '}',
  );
}

/** While the server cannot read its data: nobody can say yet whether this machine is armed, so it waits instead of missing its installation. */
export function waitGrubConfig(bootUrl: string): string {
  return config('# Basewright: its data cannot be read now.', ...LOCAL, `echo "Basewright cannot read its data now. Asking again in ${WAITS.seconds} seconds."`, ...askAgain(bootUrl));
}

/** The configuration that a file name asks for: one machine's, or the generic one. */
export type GrubConfigName = { readonly kind: 'generic' } | { readonly kind: 'mac'; readonly mac: string };

/**
 * The names that GRUB asks for by itself beside where it was loaded from, in this order: `grub.cfg-01-52-54-00-12-34-56`, `grub.cfg-C0000201` and its
 * beginnings (the IPv4 address; not answered, since an address says nothing about a machine), `grub.cfg`.
 * @returns undefined for any other name; answer 404, and GRUB goes on to the next one
 */
export function grubConfigName(name: string): GrubConfigName | undefined {
  if (name === 'grub.cfg') return { kind: 'generic' };
  const mac = /^grub\.cfg-01-[0-9A-Fa-f-]{17}$/.test(name) ? canonicalMac(name.slice('grub.cfg-01-'.length)) : undefined;
  return mac === undefined ? undefined : { kind: 'mac', mac };
}
