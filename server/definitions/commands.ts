// SPDX-License-Identifier: GPL-2.0-or-later
// What a person types to build an image elsewhere: livemedia-creator in its three ways, koji, and the repacking of what others made.

import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { targets, type TargetId } from '#kickstart/profile/targets.ts';
import { shellCommand } from '../bundle/shell-quote.ts';
import { LIVE_IMAGE, livemediaArguments, releaseOf } from './livemedia.ts';

/** Lines for a POSIX shell, in a directory that holds the kickstart. Each way but koji ends with the image and its checksum. */
export type BuildCommands = { readonly local: string; readonly mock: string; readonly virt: string; readonly koji: string; readonly repack: string };

export type CommandFacts = {
  readonly nvr: string;
  /** Where packages come from; undefined when that is not known yet. */
  readonly treeUrl: string | undefined;
};

/** Names of configurations in mock's own package. */
const mockSystems: Readonly<Record<string, string>> = { centos: 'centos-stream', rhel: 'rhel', alma: 'almalinux', rocky: 'rocky', fedora: 'fedora' };

function mockConfiguration(target: TargetId, arch: string): string {
  const family = target === 'ovirt45' ? 'centos' : target.replace(/\d+$/, '');
  return `${mockSystems[family] ?? family}-${releaseOf({ target })}-${arch}`;
}

export const kickstartName = ({ id }: Pick<ImageDefinition, 'id'>): string => `${id}-build.ks`;
export const imageFileName = (nvr: string): string => `${nvr}.squashfs`;

const lines = (...commands: (string | readonly string[])[]): string => commands.map((command) => `${typeof command === 'string' ? command : shellCommand(command)}\n`).join('');

/** What livemedia-creator leaves is an image already: it only gets its name. */
function finish(result: string, nvr: string): (readonly string[])[] {
  return [['mv', `${result}/${LIVE_IMAGE}`, imageFileName(nvr)], ['sha256sum', imageFileName(nvr)]];
}

function onMachine(definition: ImageDefinition, { nvr }: CommandFacts, iso?: string): string {
  const result = `${definition.id}-result`;
  const files = { kickstart: kickstartName(definition), result, logfile: `${definition.id}-logs/livemedia.log`, tmp: '/var/tmp' };
  return lines(['sudo', 'livemedia-creator', ...livemediaArguments(definition, files, iso)], ...finish(result, nvr).map((words) => (words[0] === 'mv' ? ['sudo', ...words] : words)));
}

function inMock(definition: ImageDefinition, { nvr }: CommandFacts): string {
  const kickstart = kickstartName(definition);
  const mock = ['mock', '-r', mockConfiguration(definition.target, definition.arch)];
  const files = { kickstart: `/root/${kickstart}`, result: '/root/result', logfile: '/root/logs/livemedia.log', tmp: '/var/tmp' };
  return lines(
    [...mock, '--init'],
    [...mock, '--install', 'lorax', 'lorax-lmc-novirt', 'lorax-templates-generic'],
    [...mock, '--copyin', kickstart, files.kickstart],
    [...mock, '--enable-network', '--chroot', '--', 'livemedia-creator', ...livemediaArguments(definition, files)],
    [...mock, '--copyout', `${files.result}/${LIVE_IMAGE}`, imageFileName(nvr)],
    ['sha256sum', imageFileName(nvr)],
  );
}

/** Sources: koji's cli/koji_cli/commands.py and builder/kojid (LiveMediaTask always passes --make-iso; "liveimg-squashfs" wraps the first partition). */
function inKoji(definition: ImageDefinition, { nvr, treeUrl = 'TREE-URL' }: CommandFacts): string {
  const { kickstart } = targets[definition.target];
  const { arch, kojiTarget = 'KOJI-TARGET', rootSize, target } = definition;
  const [release = '', version = ''] = nvr.split('-').reverse();
  const name = nvr.slice(0, -`-${version}-${release}`.length);
  const file = kickstartName(definition);
  const distro = `${target.startsWith('fedora') ? 'Fedora' : 'RHEL'}-${releaseOf(definition)}${target.startsWith('fedora') ? '' : '.0'}`;
  const repositories = definition.repositories.filter(({ kind }) => kind === 'baseurl').map(({ url }) => `--repo=${url}`);
  return lines(
    '# Gives the image at once (Image Factory, as oVirt builds its own):',
    ['koji', 'image-build', '--scratch', `--kickstart=${file}`, `--ksversion=${kickstart}`, `--distro=${distro}`, '--format=liveimg-squashfs', `--disk-size=${Math.ceil((rootSize + 2) / 1024)}`, `--release=${release}`, `--repo=${treeUrl}`, ...repositories, name, version, kojiTarget, treeUrl, arch],
    '# (koji image-build-indirection would need a base image, a utility image and a template of your own.)',
    '',
    '# Or livemedia-creator on a builder of koji. It always makes an ISO: take the image out of it (see "repack").',
    ['koji', 'spin-livemedia', '--scratch', `--ksversion=${kickstart}`, `--release=${release}`, `--install-tree-url=${treeUrl}`, '--ksrepo', '--nomacboot', name, version, kojiTarget, arch, file],
  );
}

/** The squashfs of a live ISO holds LiveOS/rootfs.img, or the files themselves; a node can only be upgraded from the first. As root, so that owners, capabilities and labels stay. */
function repack({ compression, rootSize }: ImageDefinition, { nvr }: CommandFacts): string {
  return lines(
    '# From a live ISO:',
    ['xorriso', '-osirrox', 'on', '-indev', 'live.iso', '-extract', '/LiveOS/squashfs.img', 'live.squashfs'],
    ['sudo', 'unsquashfs', '-d', 'live-root', 'live.squashfs'],
    'if [ ! -e live-root/LiveOS/rootfs.img ]; then',
    `  ${shellCommand(['truncate', '-s', `${rootSize}M`, 'rootfs.img'])}`,
    `  ${shellCommand(['sudo', 'mkfs.ext4', '-q', '-L', 'LiveOS', '-d', 'live-root', 'rootfs.img'])}`,
    'else',
    `  ${shellCommand(['sudo', 'mv', 'live-root/LiveOS/rootfs.img', 'rootfs.img'])}`,
    'fi',
    '# From a root file system (rootfs.img, ext4 or xfs):',
    ['mkdir', '-p', 'squashfs-root/LiveOS'],
    ['sudo', 'mv', 'rootfs.img', 'squashfs-root/LiveOS/rootfs.img'],
    ['sudo', 'mksquashfs', 'squashfs-root', imageFileName(nvr), '-noappend', '-comp', compression],
    ['sha256sum', imageFileName(nvr)],
  );
}

/** Every way to build the image of `definition`. */
export function buildCommands(definition: ImageDefinition, facts: CommandFacts): BuildCommands {
  return { local: onMachine(definition, facts), mock: inMock(definition, facts), virt: onMachine(definition, facts, 'boot.iso'), koji: inKoji(definition, facts), repack: repack(definition, facts) };
}
