// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at an image from the outside in, as far as it can be opened: what cannot be looked at is said to be skipped, and why.

import { failed, skipped } from '#kickstart/catalogue/report-words.ts';
import type { Package } from '#kickstart/catalogue/package.ts';
import type { Check, TestReport } from '#kickstart/catalogue/test-report.ts';
import { Nvr } from '#kickstart/profile/names.ts';
import type { TargetId } from '#kickstart/profile/targets.ts';
import { JobFailure, type JobContext } from '../jobs/job.ts';
import { kernelNames } from './boot-files.ts';
import { readNvr, readSystem } from './facts.ts';
import { imageFiles, type ImageFiles, openRoot } from './image-files.ts';
import { checkBlocks, checkFileSystem, checkHash, checkListing, checkSuperblock } from './integrity.ts';
import { checkLayout } from './layout.ts';
import { listSquashfs, type Listing } from './listing.ts';
import { checkPackages } from './packages.ts';
import { plainReader } from './plain-reader.ts';
import { chooseRoot, extractRoot, rootFileSystem } from './root-image.ts';
import { readRpmDatabase, type Reading } from './rpm-database.ts';

/** What is looked at: a file that the job's children can read, and what the catalogue says of it. */
export type Subject = { readonly path: string; readonly sha256: string; readonly size: number; readonly name: string };

export type Findings = Pick<TestReport, 'facts' | 'checks' | 'console'> & { readonly packages: readonly Package[] };

/** How the start of the image is looked at; it comes last, because it takes longest. */
export type BootCheck = (context: JobContext, files: ImageFiles) => Promise<{ readonly checks: readonly Check[]; readonly console: string | null }>;

const NO_FACTS: TestReport['facts'] = { nvr: null, system: null, target: null, arch: null, kernel: null, fileSystem: null, rootSize: null };

/** @throws {JobFailure} when this server is at fault and not the image. */
export async function examine(context: JobContext, subject: Subject, checkBoot: BootCheck): Promise<Findings> {
  context.progress('Looking at the header', 0);
  const superblock = await checkSuperblock(subject.path);
  const hash = await checkHash(context, subject.path, subject.sha256, subject.size);
  const outside = [superblock, hash];
  if (superblock.status === 'failed') return closed(outside, 'The image cannot be opened.');
  context.progress('Listing the files', 0.2);
  const listing = await listSquashfs(context, subject.path);
  if (listing.outcome === 'unreadable') return closed([...outside, failed('integrity.blocks', listing.reason)], 'The image cannot be opened.');
  const opened = await open(context, subject, listing);
  const integrity = [...outside, ...opened.checks];
  if ('reason' in opened) return closed(integrity, opened.reason);
  const inside = await lookInside(context, opened.files, subject);
  context.progress('Starting it in a virtual machine', 0.7);
  const boot = await checkBoot(context, opened.files);
  return { ...inside, facts: { ...inside.facts, ...opened.facts }, checks: [...integrity, ...inside.checks, ...boot.checks], console: boot.console };
}

/** The report of an image that could not be opened. */
function closed(checks: readonly Check[], reason: string): Findings {
  return { facts: NO_FACTS, checks: [...checks, skipped('packages.database', reason), skipped('layout.nvr', reason), skipped('boot.start', reason)], packages: [], console: null };
}

type Opened = { readonly checks: readonly Check[] } & ({ readonly files: ImageFiles; readonly facts: Pick<TestReport['facts'], 'fileSystem' | 'rootSize'> } | { readonly reason: string });

async function open(context: JobContext, { path }: Subject, listing: Listing): Promise<Opened> {
  const root = chooseRoot(listing);
  const named = checkListing(listing);
  if (root.outcome !== 'image') {
    context.progress('Reading every block', 0.25);
    const checks = [...named, await checkBlocks(context, path, listing, 0)];
    if (root.outcome === 'wrong') return { checks, reason: 'There is no root file system to look into.' };
    return { checks, files: imageFiles('plain', plainReader(context, path, listing)), facts: { fileSystem: 'squashfs', rootSize: listing.bytes } };
  }
  context.progress('Taking out the root file system', 0.25);
  const extracted = await extractRoot(context, path, root.member);
  if (extracted.outcome === 'failed') return { checks: [...named, failed('integrity.blocks', extracted.reason)], reason: 'The root file system cannot be taken out.' };
  const blocks = await checkBlocks(context, path, listing, root.member.size);
  return openFileSystem(context, extracted.path, [...named, blocks], root.member.size);
}

async function openFileSystem(context: JobContext, rootImage: string, before: readonly Check[], rootSize: number): Promise<Opened> {
  const kind = await rootFileSystem(rootImage);
  if (kind === undefined) return { checks: [...before, failed('integrity.file-system', 'It is neither ext4 nor xfs.')], reason: 'The root file system is of a kind that cannot be opened.' };
  context.progress('Checking the file system', 0.45);
  const fileSystem = await checkFileSystem(context, kind, rootImage);
  const checks = [...before, fileSystem];
  const files = await openRoot(context, rootImage);
  if ((await files.list('/')) !== undefined) return { checks, files, facts: { fileSystem: kind === 'ext' ? 'ext4' : 'xfs', rootSize } };
  if (fileSystem.status === 'skipped') throw new JobFailure(`This server cannot read the file system of the image. ${fileSystem.evidence} Install a newer e2fsprogs, then test again.`);
  return { checks, reason: 'The root directory cannot be read.' };
}

async function lookInside(context: JobContext, files: ImageFiles, { name }: Subject): Promise<Pick<Findings, 'facts' | 'checks' | 'packages'>> {
  context.progress('Reading the packages', 0.55);
  const reading = await readRpmDatabase(context, files);
  const system = await readSystem(files);
  context.progress('Checking the layout', 0.6);
  const nvr = await readNvr(files);
  const target = targetOf(system.target, reading);
  const packages = reading.outcome === 'read' ? reading.packages : [];
  const plainNvr = Nvr.safeParse(nvr?.trim());
  const kernel = (await kernelNames(files)).at(-1) ?? null;
  const checks = [...checkPackages(reading, target), ...(await checkLayout({ files, reading, system: { ...system, target }, nvr, fileName: name }))];
  return { facts: { ...NO_FACTS, nvr: plainNvr.success ? plainNvr.data : null, system: system.label, target, arch: archOf(packages), kernel: kernel?.slice(0, 120) ?? null }, checks, packages };
}

/** oVirt Node calls itself by the system below it, unless its own release package is there. */
function targetOf(target: TargetId | null, reading: Reading): TargetId | null {
  const isOvirt = reading.outcome === 'read' && reading.packages.some(({ name }) => name === 'ovirt-release-host-node');
  return isOvirt && (target === 'centos9' || target === 'rhel9') ? 'ovirt45' : target;
}

/** That of the kernel, else that of most packages. */
function archOf(packages: readonly Package[]): string | null {
  const kernel = packages.find(({ name, arch }) => /^kernel(-core)?$/.test(name) && arch !== 'noarch');
  if (kernel !== undefined) return kernel.arch;
  const groups = [...Map.groupBy(packages.filter(({ arch }) => arch !== 'noarch'), ({ arch }) => arch)].sort((a, b) => b[1].length - a[1].length);
  return groups[0]?.[0] ?? null;
}
