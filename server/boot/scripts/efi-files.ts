// SPDX-License-Identifier: GPL-2.0-or-later
// The boot loaders that UEFI firmware fetches by itself: shim and GRUB out of an installer tree, at one address with GRUB's configuration.
import { type GrubConfigName, grubConfigName } from './grub.ts';

/** What one file of /boot/efi/<target>/ is. `path` is that of the file in the installer tree */
export type EfiFile = { readonly kind: 'tree'; readonly path: string } | ({ readonly kind: 'config' } & { readonly config: GrubConfigName });

/**
 * Names of boot loaders, and where an installer tree of Fedora or Enterprise Linux has them. The firmware loads shim (BOOTX64.EFI); shim loads GRUB (and, when
 * keys are to be enrolled, MokManager) from beside itself, and only with this spelling.
 */
const LOADERS = ['BOOTX64.EFI', 'grubx64.efi', 'mmx64.efi', 'BOOTAA64.EFI', 'grubaa64.efi', 'mmaa64.efi'] as const;

/** The first file for each architecture. */
export const SHIM = { x64: 'BOOTX64.EFI', arm64: 'BOOTAA64.EFI' } as const;

/**
 * What `name` in /boot/efi/<target>/ stands for. They have an address of their own because GRUB looks for its configuration beside where it was loaded from,
 * and the one in the tree (EFI/BOOT/grub.cfg) is a menu that would install by hand.
 * @returns undefined for everything else
 */
export function efiFile(name: string): EfiFile | undefined {
  const config = grubConfigName(name);
  if (config !== undefined) return { kind: 'config', config };
  const loader = LOADERS.find((known) => known.toLowerCase() === name.toLowerCase());
  return loader === undefined ? undefined : { kind: 'tree', path: `EFI/BOOT/${loader}` };
}

const MODULE_LIST = /^(x86_64|arm64)-efi\/(command|fs|crypto|terminal)\.lst$/;

/**
 * Whether `path`, below /boot/efi/<target>/, is a list of modules, which GRUB asks for before its configuration and does not need: its image holds them.
 * Answer 200 with nothing in it. Seen with GRUB 2.06: each 404 by HTTP makes it wait for 35 s, and so does an answer without a header spelled Content-Length.
 */
export function isModuleList(path: string): boolean {
  return MODULE_LIST.test(path);
}
