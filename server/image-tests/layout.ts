// SPDX-License-Identifier: GPL-2.0-or-later
// Can imgbased make a layer of the image: what must be there, what must not, each as a check of its own.

import { type CheckId, failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { checkBootFiles } from './boot-files.ts';
import type { System } from './facts.ts';
import type { ImageFiles } from './image-files.ts';
import { checkNvr } from './nvr-checks.ts';
import type { Reading } from './rpm-database.ts';
import { shown } from './tree.ts';

export type LayoutInput = {
  readonly files: ImageFiles;
  readonly reading: Reading;
  readonly system: System;
  /** Content of the file with the name. */
  readonly nvr: string | undefined;
  /** In the catalogue. */
  readonly fileName: string;
};

/** All checks of the layout, in the order of the report. */
export async function checkLayout(input: LayoutInput): Promise<Check[]> {
  const { files, nvr, fileName, system } = input;
  return [
    ...checkNvr(nvr, fileName),
    await checkLinks(files),
    await checkDirectories(files),
    checkSystem(system),
    await checkOsRelease(files),
    await checkFactory(files),
    await checkDev(files),
    await checkNist(files),
    await checkVarImgbased(files),
    await checkMachineId(files),
    await checkFstab(files),
    ...(await checkBootFiles(input)),
    await needFile(files, 'layout.imgbase', '/usr/sbin/imgbase', true),
    await needFile(files, 'layout.pool-profile', '/etc/lvm/profile/imgbased-pool.profile'),
    await checkMonitoring(files),
    await needFile(files, 'layout.sshd-config', '/etc/ssh/sshd_config'),
    ...(await checkProduct(files)),
    await checkVdsmUnits(files),
  ];
}

/** What the other checks and the installer look for. */
const LOOKED_FOR = ['/boot', '/dev', '/etc', '/etc/default/grub', '/etc/lvm/lvm.conf', '/etc/os-release', '/etc/ssh/sshd_config', '/etc/system-release-cpe', '/home', '/tmp', '/usr/sbin/imgbase', '/usr/share/factory/etc', '/usr/share/imgbase/build/meta/nvr', '/usr/share/rpm', '/var/log/audit'];

async function checkLinks(files: ImageFiles): Promise<Check> {
  const wrong: string[] = [];
  for (const path of LOOKED_FOR) {
    const found = await files.follow(path);
    if (found.outcome === 'unreadable') wrong.push(`${path}: ${found.reason}`);
  }
  return wrong.length === 0 ? passed('layout.links', `${LOOKED_FOR.length} paths were followed.`) : failed('layout.links', `${wrong.join('; ')}.`);
}

async function checkDirectories(files: ImageFiles): Promise<Check> {
  return allDirectories(files, 'layout.directories', ['/boot', '/dev', '/etc', '/usr', '/var']);
}

/** Source: imgbased's constants.py; it asks os.path.isdir, which a link to a directory passes, but a volume cannot be mounted on one. */
async function checkNist(files: ImageFiles): Promise<Check> {
  return allDirectories(files, 'layout.nist', ['/home', '/tmp', '/var/crash', '/var/log', '/var/log/audit', '/var/tmp']);
}

async function allDirectories(files: ImageFiles, id: CheckId, paths: readonly string[]): Promise<Check> {
  const wrong: string[] = [];
  for (const path of paths) {
    const found = await files.stat(path);
    if (found?.kind !== 'directory') wrong.push(found === undefined ? `${path} is missing` : `${path} is a ${found.kind === 'other' ? 'device' : found.kind}`);
  }
  return wrong.length === 0 ? passed(id, `${paths.join(', ')}.`) : failed(id, `${wrong.join(', ')}.`);
}

/** A file at the end of all links, not empty. */
async function needFile(files: ImageFiles, id: CheckId, path: string, isProgram = false): Promise<Check> {
  const found = await files.real(path);
  if (found === undefined) return failed(id, `${path} is missing, or is a link that leads nowhere.`);
  if (found.kind !== 'file') return failed(id, `${path} is no file.`);
  if (isProgram && (found.mode & 0o111) === 0) return failed(id, `${path} may not be executed (mode ${found.mode.toString(8)}).`);
  return found.size === 0 ? failed(id, `${path} is empty.`) : passed(id, `${path}, ${found.size} bytes.`);
}

function checkSystem({ label, target }: System): Check {
  if (label === null) return warning('layout.system', 'There is no /etc/os-release that says so.');
  return target === null ? warning('layout.system', `It calls itself "${shown(label)}", which is none of Basewright's targets.`) : passed('layout.system', `${shown(label)} (target ${target}).`);
}

async function checkOsRelease(files: ImageFiles): Promise<Check> {
  const found = await files.stat('/etc/os-release');
  if (found === undefined) return warning('layout.os-release', 'It is missing.');
  return found.kind === 'link' ? passed('layout.os-release', 'It is a link.') : warning('layout.os-release', `It is a ${found.kind}.`);
}

async function checkFactory(files: ImageFiles): Promise<Check> {
  const missing: string[] = [];
  for (const name of ['passwd', 'group']) {
    const found = await files.real(`/usr/share/factory/etc/${name}`);
    if (found?.kind !== 'file' || found.size === 0) missing.push(`/usr/share/factory/etc/${name}`);
  }
  return missing.length === 0 ? passed('layout.factory', 'passwd and group are there.') : failed('layout.factory', `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing or empty.`);
}

async function checkDev(files: ImageFiles): Promise<Check> {
  const names = await files.list('/dev');
  if (names === undefined) return failed('layout.dev', '/dev is missing or cannot be read.');
  if (names.length === 0) return passed('layout.dev', 'It is.');
  const evidence = `It holds ${names.length}: ${names.slice(0, 8).map((name) => shown(name, 40)).join(', ')}${names.length > 8 ? ' and more' : ''}.`;
  return names.includes('urandom') ? failed('layout.dev', evidence) : warning('layout.dev', evidence);
}

async function checkVarImgbased(files: ImageFiles): Promise<Check> {
  return (await files.stat('/var/imgbased')) === undefined ? passed('layout.var-imgbased', 'There is none.') : warning('layout.var-imgbased', 'It is there.');
}

async function checkMachineId(files: ImageFiles): Promise<Check> {
  const found = await files.stat('/etc/machine-id');
  const text = (await files.read('/etc/machine-id', 4096))?.toString('utf8').trim();
  if (found === undefined || text === '' || text === 'uninitialized') return passed('layout.machine-id', found === undefined ? 'There is none.' : 'It is.');
  return warning('layout.machine-id', text === undefined ? 'It cannot be read.' : `It holds ${text.length} characters.`);
}

async function checkFstab(files: ImageFiles): Promise<Check> {
  const text = (await files.read('/etc/fstab'))?.toString('utf8');
  if (text === undefined && (await files.stat('/etc/fstab')) !== undefined) return warning('layout.fstab', 'It cannot be read.');
  const lines = (text ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const root = lines.find((line) => /^(UUID|LABEL|PARTUUID|PARTLABEL)=\S+\s+\/\s/i.test(line));
  if (root !== undefined) return warning('layout.fstab', `It says "${shown(root)}".`);
  return passed('layout.fstab', lines.length === 0 ? 'It is empty.' : `It has ${lines.length} entries.`);
}

async function checkMonitoring(files: ImageFiles): Promise<Check> {
  const text = (await files.read('/etc/lvm/lvm.conf'))?.toString('utf8');
  if (text === undefined) {
    const isThere = (await files.stat('/etc/lvm/lvm.conf')) !== undefined;
    return isThere ? warning('layout.lvm-monitoring', '/etc/lvm/lvm.conf cannot be read.') : passed('layout.lvm-monitoring', 'There is no /etc/lvm/lvm.conf, so LVM does what it does by default.');
  }
  const setting = [...text.matchAll(/^[ \t]*(?:activation\/)?monitoring[ \t]*=[ \t]*(\d+)/gm)].at(-1)?.[1];
  return setting === '0' ? failed('layout.lvm-monitoring', '/etc/lvm/lvm.conf says "monitoring = 0".') : passed('layout.lvm-monitoring', setting === undefined ? 'By default.' : `monitoring = ${setting}.`);
}

/** Source: imgbased's utils.py: the parts of "cpe:/o:centos:centos:9", and the products that `update` takes. */
const UPDATED_PRODUCTS = ['fedora', 'centos', 'enterprise_linux'];

async function checkProduct(files: ImageFiles): Promise<Check[]> {
  const text = (await files.read('/etc/system-release-cpe', 4096))?.toString('utf8').trim();
  if (text === undefined || text === '') return [failed('layout.cpe', text === undefined ? 'It is missing.' : 'It is empty.'), skipped('layout.update-product', 'Its product is not known.')];
  const parts = text.split(':');
  if (parts[0] !== 'cpe' || parts.length < 5) return [failed('layout.cpe', `"${shown(text)}" is no CPE name, like cpe:/o:centos:centos:9.`), skipped('layout.update-product', 'Its product is not known.')];
  const product = parts[3] ?? '';
  return [
    passed('layout.cpe', `${shown(text)}.`),
    UPDATED_PRODUCTS.includes(product) ? passed('layout.update-product', `It is "${product}".`) : warning('layout.update-product', `It is "${shown(product)}".`),
  ];
}

/** Where systemd looks for units of the system. */
const UNIT_PLACES = ['/etc/systemd/system', '/usr/lib/systemd/system'];

async function checkVdsmUnits(files: ImageFiles): Promise<Check> {
  const missing: string[] = [];
  for (const unit of ['vdsmd.service', 'supervdsmd.service', 'vdsm-network.service']) {
    const found = await Promise.all(UNIT_PLACES.map((place) => files.real(`${place}/${unit}`)));
    if (!found.some((entry) => entry?.kind === 'file')) missing.push(unit);
  }
  return missing.length === 0 ? passed('layout.vdsm-units', 'All three.') : warning('layout.vdsm-units', `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`);
}
