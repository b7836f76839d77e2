// SPDX-License-Identifier: GPL-2.0-or-later
// What iPXE is told. Values of the server come through bootValue only; what a machine said is never said back: it looks up its own settings (${netX/mac}).
import { bootValue } from './allow-list.ts';

/** What to install, and with which command line. */
export type InstallerBoot = {
  /** Base URL of the boot plane, from the configuration. */
  readonly bootUrl: string;
  /** Id of the host. */
  readonly host: string;
  /** URLs of the installer's kernel and initramfs. */
  readonly kernel: string;
  readonly initrd: string;
  /** From installerArguments. */
  readonly arguments: readonly string[];
};

/** Why a machine is to boot from its own disk; told on its screen. */
export type LocalBootReason = 'not armed' | 'installed' | 'failed' | 'expired' | 'refused' | 'no installer';

const LOCAL_REASONS: Readonly<Record<LocalBootReason, string>> = {
  'not armed': 'This machine is not armed for an installation.',
  installed: 'This machine is installed.',
  failed: 'The last installation of this machine failed and it was not armed again.',
  expired: 'The time for the installation of this machine is over.',
  refused: 'The installation of this machine was refused.',
  'no installer': 'This machine is armed, but there is no installer tree for what it shall become.',
};

/** The words that iPXE and GRUB show for a reason: none has a character with a meaning in either language. */
export function localBootWords(reason: LocalBootReason): string {
  return LOCAL_REASONS[reason];
}

/** How often a machine asks again while the server cannot say what it shall do, and after how many seconds each time. */
export const WAITS = { times: 24, seconds: 5 } as const;
/** The same while the server does not answer at all: it may just be starting, but an installed machine must not be kept from its disk for long. */
const SILENCE = { times: 4, seconds: 3 } as const;

/**
 * Boots from the machine's own disk; may be reached by `goto local`.
 * BIOS: the first disk is booted from here, because many firmwares stop at a network boot that gives up; when that fails, exit leaves it to the firmware.
 * UEFI: only the firmware knows its boot entries. It goes on to the next one after a failure (exit 1); after a success (exit 0) it may show its menu instead.
 */
const LOCAL = [
  ':local',
  'iseq ${platform} efi && goto firmware ||',
  'sanboot --no-describe --drive 0x80 ||',
  ':firmware',
  'exit 1',
];

/**
 * Counts the tries, in a setting that outlives this script, so that scripts which lead to each other end too. `goto again` from anywhere.
 * iPXE counts only what was set as a number (:int32).
 * @param command tried after each pause; falls through to what follows when all tries are used up
 */
function again({ times, seconds }: { readonly times: number; readonly seconds: number }, command: string): string[] {
  return [
    ':again',
    'isset ${bwtries} || set bwtries:int32 0',
    'inc bwtries',
    `iseq \${bwtries} ${times} && goto give_up ||`,
    `sleep ${seconds}`,
    `${command} || goto again`,
    ':give_up',
    'clear bwtries',
  ];
}

const askAgain = (bootUrl: string): string[] => [
  ...again(WAITS, `chain --replace --autofree ${bootValue(bootUrl)}/boot/ipxe`),
  'echo Basewright could not say for too long what to do. Booting from the local disk.',
];

const script = (...lines: readonly string[]): string => ['#!ipxe', ...lines, ''].join('\n');

/**
 * For any machine: it names itself and asks for its own script.
 * netX is the card that booted, not the first one: a machine with several may be known by that one only.
 * `:uristring` escapes what firmware holds, but iPXE before 2020 takes the escape of & away again: what firmware made up comes last, after what iPXE knows.
 * @param bootUrl base URL of the boot plane, from the configuration.
 */
export function chainScript(bootUrl: string): string {
  const facts = ['uuid=${uuid}', 'platform=${platform}', 'buildarch=${buildarch}', 'serial=${serial:uristring}', 'asset=${asset:uristring}', 'manufacturer=${manufacturer:uristring}', 'product=${product:uristring}'];
  const ask = `chain --replace --autofree ${bootValue(bootUrl)}/boot/\${netX/mac:hexhyp}/ipxe?${facts.join('&')}`;
  return script(
    'echo Basewright: asking what to do for ${netX/mac}',
    `${ask} || goto again`,
    ...again(SILENCE, ask),
    'echo Basewright does not answer. Booting from the local disk.',
    ...LOCAL,
  );
}

/**
 * Starts the installer of an armed host. When a file of it cannot be fetched the machine asks again, for a while, what it shall do.
 * @throws {BootValueError} for a value outside of the allow-list
 */
export function installerScript(boot: InstallerBoot): string {
  return script(
    `echo Basewright: installing ${bootValue(boot.host)}`,
    '# What an earlier try left in memory would be handed to the kernel too.',
    'imgfree',
    // initrd= names the file for a kernel that starts as an EFI program; with BIOS it does no harm.
    `kernel --name vmlinuz ${bootValue(boot.kernel)} initrd=initrd.img ${boot.arguments.map(bootValue).join(' ')} || goto again`,
    `initrd --name initrd.img ${bootValue(boot.initrd)} || goto again`,
    'boot ||',
    'echo The installer could not be started.',
    'imgfree',
    ...askAgain(boot.bootUrl),
    ...LOCAL,
  );
}

/** For a known host that is not to be installed now. */
export function localBootScript(reason: LocalBootReason): string {
  return script(`echo Basewright: ${localBootWords(reason)} Booting from the local disk.`, ...LOCAL);
}

/** For a machine that no host stands for: says so, shows by what it is known, and boots from its disk after 10 s. Nothing in it can change a disk. */
export function unknownScript(bootUrl: string): string {
  return script(
    'menu Basewright does not know this machine || goto local',
    'item --gap -- MAC address  ${netX/mac}',
    'item --gap -- Serial number  ${serial:uristring}',
    'item --gap -- Add it as a host, or approve it in the list of discovered machines.',
    'item --gap',
    'item local Boot from the local disk',
    'item ask Ask Basewright again',
    'choose --timeout 10000 --default local picked || goto local',
    'goto ${picked}',
    ':ask',
    `chain --replace --autofree ${bootValue(bootUrl)}/boot/ipxe || goto local`,
    ...LOCAL,
  );
}

/** While the server cannot read its data: nobody can say yet whether this machine is armed, so it waits instead of missing its installation. */
export function waitScript(bootUrl: string): string {
  return script(`echo Basewright cannot read its data now. Asking again in ${WAITS.seconds} seconds.`, ...askAgain(bootUrl), ...LOCAL);
}
