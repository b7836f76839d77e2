// SPDX-License-Identifier: GPL-2.0-or-later
// Can a boot entry be made for the image: kernels, their files, their package, and what GRUB and grubby need.

import { compareVersions } from '#kickstart/catalogue/difference.ts';
import { failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import type { ImageFiles } from './image-files.ts';
import type { LayoutInput } from './layout.ts';
import type { Reading } from './rpm-database.ts';
import { shown } from './tree.ts';

/** A node has two or three. */
const MOST_KERNELS = 20;

export async function checkBootFiles({ files, reading }: LayoutInput): Promise<Check[]> {
  const kernels = await kernelNames(files);
  return [
    checkKernelNames(kernels),
    await checkModules(files, kernels),
    await checkInitramfs(files, kernels),
    await checkOwner(files, reading),
    await checkGeneric(files, reading),
    await checkGrubConfiguration(files),
    await checkGrubEnvironment(files),
    await checkDefaultGrub(files),
    await checkGrubby(files),
  ];
}

/** The kernels in /boot by what follows "vmlinuz-", the newest last, without those of a rescue entry. */
export async function kernelNames(files: ImageFiles): Promise<string[]> {
  const names = ((await files.list('/boot')) ?? []).filter((name) => name.startsWith('vmlinuz-') && !name.includes('-rescue-'));
  const kernels: string[] = [];
  for (const name of names.slice(0, MOST_KERNELS)) {
    const found = await files.real(`/boot/${name}`);
    if (found?.kind === 'file' && found.size > 0) kernels.push(name.slice('vmlinuz-'.length));
  }
  return kernels.sort(compareVersions);
}

/** Source: imgbased's bootloader.py takes the last two fields between dashes for the version. */
const isVersion = (kernel: string) => /^[^-]+-[^-]+$/.test(kernel);

const listed = (kernels: readonly string[]) => kernels.map((kernel) => shown(kernel, 80)).join(', ');

function checkKernelNames(kernels: readonly string[]): Check {
  if (kernels.length === 0) return failed('layout.kernel', 'There is no /boot/vmlinuz-*.');
  const odd = kernels.filter((kernel) => !isVersion(kernel));
  return odd.length === 0 ? passed('layout.kernel', `${listed(kernels)}.`) : failed('layout.kernel', `No two parts with one dash between: ${listed(odd)}.`);
}

async function checkModules(files: ImageFiles, kernels: readonly string[]): Promise<Check> {
  if (kernels.length === 0) return skipped('layout.modules', 'There is no kernel.');
  const missing: string[] = [];
  for (const kernel of kernels) if ((await files.real(`/usr/lib/modules/${kernel}`))?.kind !== 'directory') missing.push(kernel);
  return missing.length === 0 ? passed('layout.modules', `/usr/lib/modules has ${listed(kernels)}.`) : failed('layout.modules', `/usr/lib/modules lacks ${listed(missing)}.`);
}

async function checkInitramfs(files: ImageFiles, kernels: readonly string[]): Promise<Check> {
  if (kernels.length === 0) return skipped('layout.initramfs', 'There is no kernel.');
  const missing: string[] = [];
  for (const kernel of kernels) {
    const found = await files.real(`/boot/initramfs-${kernel}.img`);
    if (found?.kind !== 'file' || found.size === 0) missing.push(`initramfs-${kernel}.img`);
  }
  return missing.length === 0 ? passed('layout.initramfs', `${kernels.length} of ${kernels.length}.`) : failed('layout.initramfs', `Missing or empty in /boot: ${listed(missing)}.`);
}

/** Source: imgbased's bootsetup.py: of each package that provides "kernel" the files below /boot that exist; among them must be a vmlinuz and an initramfs. */
async function checkOwner(files: ImageFiles, reading: Reading): Promise<Check> {
  if (reading.outcome !== 'read') return skipped('layout.kernel-owner', 'The rpm database cannot be read.');
  if (reading.kernels.length === 0) return failed('layout.kernel-owner', 'No package provides "kernel".');
  const complete: string[] = [];
  for (const { name, files: owned } of reading.kernels) {
    const there: string[] = [];
    for (const file of owned) if ((await files.real(file)) !== undefined) there.push(file);
    // A package without files in /boot (the meta package) is passed over.
    if (there.length === 0) continue;
    if (['/vmlinuz', '/initramfs'].every((part) => there.some((file) => file.includes(part)))) complete.push(name);
    else return failed('layout.kernel-owner', `${shown(name)} has ${there.map((file) => shown(file)).join(', ')}, and not both vmlinuz and initramfs.`);
  }
  if (complete.length > 0) return passed('layout.kernel-owner', `${complete.map((name) => shown(name)).join(', ')}.`);
  return failed('layout.kernel-owner', `${reading.kernels.map(({ name }) => shown(name)).slice(0, 5).join(', ')}: none of their files in /boot is there.`);
}

/** Source: dracut-config-generic is one file that says hostonly="no"; later files win. */
async function checkGeneric(files: ImageFiles, reading: Reading): Promise<Check> {
  let said: { readonly file: string; readonly isGeneric: boolean } | undefined;
  const paths = ['/etc/dracut.conf'];
  for (const place of ['/usr/lib/dracut/dracut.conf.d', '/etc/dracut.conf.d']) {
    paths.push(...((await files.list(place)) ?? []).filter((name) => name.endsWith('.conf')).slice(0, 50).map((name) => `${place}/${name}`));
  }
  for (const file of paths) {
    const text = (await files.read(file, 64 * 1024))?.toString('utf8') ?? '';
    const setting = [...text.matchAll(/^[ \t]*hostonly[ \t]*=[ \t]*["']?([a-z]+)/gim)].at(-1)?.[1];
    if (setting !== undefined) said = { file, isGeneric: setting.toLowerCase() === 'no' };
  }
  if (said?.isGeneric === true) return passed('layout.generic-initramfs', `${shown(said.file)} says hostonly="no".`);
  const isPackaged = reading.outcome === 'read' && reading.packages.some(({ name }) => name === 'dracut-config-generic');
  if (said === undefined && isPackaged) return passed('layout.generic-initramfs', 'The package dracut-config-generic is there.');
  return warning('layout.generic-initramfs', said === undefined ? 'No file of dracut says hostonly="no".' : `${shown(said.file)} asks for one that fits this machine only.`);
}

async function checkGrubConfiguration(files: ImageFiles): Promise<Check> {
  const found: string[] = [];
  for (const path of ['/etc/grub2.cfg', '/etc/grub2-efi.cfg']) {
    const entry = await files.stat(path);
    if (entry === undefined) continue;
    // Its target may not be there yet: the installer writes it.
    const target = entry.kind === 'link' ? await files.linkTarget(path) : path;
    found.push(`${path} is ${entry.kind === 'link' ? `a link to ${shown(target ?? '?')}` : `a ${entry.kind}`}`);
    if (entry.kind === 'link' && /^(?:\/|(?:\.\.\/)+)boot\/(?:grub2|efi\/EFI\/[^/]+)\/grub\.cfg$/.test(target ?? '')) return passed('layout.grub-cfg', `${found.at(-1) ?? ''}.`);
  }
  return failed('layout.grub-cfg', found.length === 0 ? 'Neither is there.' : `${found.join(', ')}.`);
}

/** Source: imgbased's utils.py skips a file that does not have exactly this length. */
const GRUBENV_BYTES = 1024;

async function checkGrubEnvironment(files: ImageFiles): Promise<Check> {
  const path = '/boot/grub2/grubenv';
  const found = await files.stat(path);
  if (found === undefined) return passed('layout.grubenv', 'It is not there; the installer makes it.');
  const real = await files.real(path);
  if (real === undefined) return failed('layout.grubenv', 'It is a link that leads nowhere.');
  if (real.kind !== 'file') return failed('layout.grubenv', `It is a ${real.kind}.`);
  return real.size === GRUBENV_BYTES ? passed('layout.grubenv', `${GRUBENV_BYTES} bytes.`) : warning('layout.grubenv', `It has ${real.size} bytes.`);
}

async function checkDefaultGrub(files: ImageFiles): Promise<Check> {
  const found = await files.stat('/etc/default/grub');
  if (found === undefined) return passed('layout.default-grub', 'It is not there; the installer writes it.');
  const real = await files.real('/etc/default/grub');
  if (real?.kind === 'file') return passed('layout.default-grub', `A file of ${real.size} bytes.`);
  return failed('layout.default-grub', real === undefined ? 'It is a link that leads nowhere.' : `It is a ${real.kind}.`);
}

async function checkGrubby(files: ImageFiles): Promise<Check> {
  const found = await files.real('/usr/libexec/grubby/grubby-bls');
  if (found === undefined) return warning('layout.grubby-bls', 'It is not there.');
  return found.kind === 'file' && (found.mode & 0o111) !== 0 ? passed('layout.grubby-bls', 'It is there.') : warning('layout.grubby-bls', 'It is there, but it is no program.');
}
