// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel command line of the installer: where it finds itself, its kickstart and the add-on, and what of a host's own kernel arguments it needs.
import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { nodeOf, type Node } from '#kickstart/templates/node.ts';
import { BootValueError, bootValue } from './allow-list.ts';

export type InstallerInput = {
  /** Base URL of the boot plane, from the configuration. */
  readonly bootUrl: string;
  /** The card that booted, in canonical spelling. */
  readonly mac: string;
  /** The secret of this installation. */
  readonly token: string;
  /** Base URL for inst.stage2=, from the facts of the installer tree. */
  readonly stage2: string;
  readonly profile: Profile;
  readonly host: Host;
};

/**
 * Kernel arguments of profile and host that an installer needs as much as the installed system does. They say how to reach the machine's console, network
 * and disks, or work around its hardware; a machine that needs one of them installed needs it while it is installed.
 *
 * Everything else is left out: names of the installed system's volumes (root=, resume=, rd.lvm.*, rd.luks.*, rd.md.*), for which the installer's dracut would
 * wait until it gives up, and what only shapes the installed system (crashkernel=, audit=, quiet, ...).
 */
const PASSED_ON: readonly RegExp[] = [
  /^(console|earlycon|earlyprintk|fbcon|video|nomodeset|vga)(=|$)/, // What the admin sees of the installation.
  /^(ip|ipv6|nameserver|rd\.route|bond|bridge|team|vlan|ifname|net\.ifnames|biosdevname|ipv6\.disable|rd\.neednet|rd\.net\.[a-z.-]+|rd\.bootif|bootdev|rd\.peerdns)(=|$)/, // The way to the boot plane.
  /^(rd\.driver\.(blacklist|pre|post)|rdblacklist|modprobe\.blacklist|module_blacklist|initcall_blacklist)(=|$)/, // Drivers that must or must not load.
  /^(acpi|acpi_[a-z_]+|noapic|nolapic|apic|pci|pcie_[a-z]+|iommu|intel_iommu|amd_iommu|nomce|mce|mem|memmap|nosmt|nox2apic|reboot|clocksource|tsc|no_timer_check|usb[a-z-]*\.[a-z_]+)(=|$)/, // Quirks of the hardware.
  /^(rd\.(znet|zfcp|dasd|iscsi\.[a-z._]+|multipath|fcoe)|zfcp\.[a-z_]+|nvme_core\.[a-z_]+|scsi_mod\.[a-z_]+|libata\.[a-z_]+)(=|$)/, // The way to the disks.
  /^fips(=|$)/, // A system is only installed in FIPS mode when its installer runs in it.
  /^inst\./, // Meant for no one else; an installed system ignores them.
  /^(rd\.(debug|info|shell|retry|timeout)|loglevel|debug|systemd\.log_level)(=|$)/, // To look into an installation that fails.
];

/** What this file says itself. A second one would win in dracut (inst.ks=) or stop the download (inst.updates= by HTTP may be there once). */
const OWN = /^inst\.(ks|ks\..+|stage2|stage2\..+|repo|updates|nosave|text|cmdline|graphical)(=|$)/;

/** What a kernel reads of its command line on x86-64 and arm64 (COMMAND_LINE_SIZE is 2048 there, its end included); it cuts off the rest without a word. */
const LONGEST = 2047;
/** Room for what a boot loader adds by itself: BOOT_IMAGE=, initrd=. */
const LOADER = 200;

/**
 * The installer's kernel arguments in order, each one safe in a boot script.
 *
 * @throws {BootValueError} for a value outside of the allow-list, or when the kernel would not read all of them.
 */
export function installerArguments({ bootUrl, mac, token, stage2, profile, host }: InstallerInput): string[] {
  const node = nodeOf(profile, host);
  const all = [
    `inst.stage2=${stage2}`,
    `inst.ks=${bootUrl}/t/${token}/ks/${mac}`,
    'inst.ks.sendmac',
    'inst.ks.sendsn',
    // Without the add-on the installer would ignore %addon org_imgbased and end with a node that has no layer.
    ...(node.layout.init ? [`inst.updates=${bootUrl}/addon/updates.img`] : []),
    ...machineArguments(node, mac),
  ].map(bootValue);
  return fitting(all);
}

/** The arguments themselves. @throws {BootValueError} when the kernel would not read all of them. */
export function fitting(all: string[]): string[] {
  const length = all.join(' ').length;
  if (length > LONGEST - LOADER) throw new BootValueError(`The installer's kernel arguments are ${length} characters long, and the kernel reads only ${LONGEST - LOADER} beside what the boot loader adds. Remove kernel arguments from the profile or the host.`);
  return all;
}

/**
 * What the installer needs to be told however it was loaded, from the network or from an ISO: nothing here names the boot plane.
 * @param mac of the card that the machine boots from; undefined when that is not known.
 * @throws {BootValueError} for a value outside of the allow-list.
 */
export function machineArguments(node: Node, mac: string | undefined): string[] {
  const passedOn = node.finish.kernelArguments.filter((argument) => PASSED_ON.some((kind) => kind.test(argument)) && !OWN.test(argument));
  return [
    // The kickstart holds the token and password hashes: it must not stay in /root of the installed system.
    'inst.nosave=input_ks',
    ...(node.layout.nodeStorage === 'minimal' ? ['node_storage=minimal'] : []),
    ...displayArguments(node),
    ...(mac === undefined ? [] : bootInterface(node, mac, passedOn)),
    ...passedOn,
  ].map(bootValue);
}

/** The kickstart says the same, but is read later: with it here, a kickstart that cannot be fetched or read is told in that mode too. Graphical is what Anaconda does by itself. */
function displayArguments({ finish: { display } }: Node): string[] {
  return display === 'graphical' ? [] : [`inst.${display}`];
}

/**
 * Dracut asks for DHCP by itself (`ip=dhcp`) since the kickstart comes by network; BOOTIF makes it do so on the card that booted and no other,
 * and is what `network --device=bootif` means. An `ip=` that names more than a method says it all: BOOTIF would set up its card a second time.
 */
function bootInterface(node: Node, mac: string, passedOn: readonly string[]): string[] {
  const isSaid = passedOn.some((argument) => argument.startsWith('ip=') && !/^ip=(on|any|dhcp|dhcp6|auto6|either6|single-dhcp)$/.test(argument));
  const isNeeded = node.network.interfaces.some((each) => each.kind === 'ethernet' && each.device === 'bootif');
  return isSaid && !isNeeded ? [] : [`BOOTIF=01-${mac.replaceAll(':', '-')}`];
}
