// SPDX-License-Identifier: GPL-2.0-or-later
// Starts the system of an image in a machine of qemu, without network and without rights, and asks it how it is when it has reached multi-user.

import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainText } from '#kickstart/lifecycle/plain-text.ts';
import { skipped } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { type Accelerator, accelerator } from '../jobs/accelerator.ts';
import { workerUser } from '../jobs/isolation.ts';
import type { JobContext } from '../jobs/job.ts';
import { kernelNames } from './boot-files.ts';
import { bootVerdict, consoleText, keptConsole, readAnswer } from './boot-answer.ts';
import type { ImageFiles } from './image-files.ts';
import { answerMark, initramfsAddition } from './initramfs-addition.ts';

type Machine = { readonly programs: readonly string[]; readonly options: readonly string[]; /** Kernel arguments. */ readonly words: readonly string[]; readonly package: string };

/**
 * By the last part of a kernel's name. EL's own qemu lies outside of PATH and is for its own processor only.
 * no_timer_check: emulated on a busy server, a kernel sees too few ticks in the moment in which it tests its timer, and panics; that would say nothing about the image.
 */
const MACHINES: Readonly<Record<string, Machine>> = {
  x86_64: { programs: ['/usr/bin/qemu-system-x86_64', ...(process.arch === 'x64' ? ['/usr/libexec/qemu-kvm'] : [])], options: ['-machine', 'q35'], words: ['console=ttyS0,115200n8', 'no_timer_check'], package: 'qemu-system-x86 (qemu-kvm on Enterprise Linux)' },
  aarch64: { programs: ['/usr/bin/qemu-system-aarch64', ...(process.arch === 'arm64' ? ['/usr/libexec/qemu-kvm'] : [])], options: ['-machine', 'virt,gic-version=max'], words: ['console=ttyAMA0'], package: 'qemu-system-arm (qemu-system-aarch64 on Fedora)' },
};
const OWN_ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/** How long a start may take, in seconds; most that go wrong end by themselves, and sooner. */
const LIMITS: Readonly<Record<Accelerator, number>> = { kvm: 180, tcg: 600 };
const MEMORY_MIB = 1536;
/** More is not written by a system that starts. In bytes. */
const MOST_CONSOLE = 8 * 1024 * 1024;

/** The kernel's arguments. */
function kernelArguments({ words }: Machine): string {
  return [
    // The whole disk is the root file system. What stands in the image's fstab is written anew by the installer.
    'root=/dev/vda', 'rw', 'fstab=no',
    ...words, 'loglevel=6', 'systemd.show_status=1', 'systemd.log_color=0', 'plymouth.enable=0',
    // The build may leave relabelling to the first start; a denial would then say nothing about the image.
    'enforcing=0',
    // What fails ends the machine instead of waiting for somebody.
    'panic=-1', 'rd.shell=0', 'rd.emergency=poweroff', 'systemd.firstboot=off',
  ].join(' ');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const notLookedAt = (reason: string) => ({ checks: [skipped('boot.start', reason)], console: null });

/** The number in BASEWRIGHT_BOOT_TEST_SECONDS, where it makes sense. */
function limitOf(context: JobContext, by: Accelerator): number {
  const given = Number(context.environment['BASEWRIGHT_BOOT_TEST_SECONDS'] ?? '');
  return Number.isInteger(given) && given >= 10 && given <= 7200 ? given : LIMITS[by];
}

type Prepared = { readonly kernel: string; readonly initramfs: string };

/** Takes kernel and initramfs out, and puts our question behind the initramfs. @returns why not, otherwise */
async function prepare(context: JobContext, files: ImageFiles, kernel: string, nonce: string): Promise<Prepared | string> {
  const place = (name: string) => join(context.workDirectory, `boot-${nonce}-${name}`);
  const found = await files.real(`/boot/initramfs-${kernel}.img`);
  if (found?.kind !== 'file') return `There is no /boot/initramfs-${kernel}.img.`;
  if (!(await files.extract(`/boot/vmlinuz-${kernel}`, place('vmlinuz')))) return `/boot/vmlinuz-${kernel} cannot be taken out of the image.`;
  if (!(await files.extract(`/boot/initramfs-${kernel}.img`, place('own.img')))) return `/boot/initramfs-${kernel}.img cannot be taken out of the image.`;
  // A new file: what a child may have laid there is not followed.
  await writeFile(place('question.cpio'), initramfsAddition(nonce, found.size), { flag: 'wx' });
  // By a child: what was taken out belongs to it.
  const joined = await context.run('sh', ['-c', 'cat "$1" "$2" >"$3"', 'sh', place('own.img'), place('question.cpio'), place('initramfs.img')], { limit: 60_000 });
  return joined.code === 0 ? { kernel: place('vmlinuz'), initramfs: place('initramfs.img') } : `The initramfs could not be copied: ${joined.stderr.trim()}`;
}

function qemuArguments(machine: Machine, by: Accelerator, disk: string, { kernel, initramfs }: Prepared): string[] {
  return [
    ...machine.options, '-accel', by === 'kvm' ? 'kvm' : 'tcg,thread=multi', '-cpu', by === 'kvm' ? 'host' : 'max', '-smp', '2', '-m', String(MEMORY_MIB),
    '-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-nic', 'none', '-monitor', 'none', '-serial', 'stdio',
    '-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
    // What the machine writes goes into a file without a name, and is gone with it.
    '-drive', `file=${disk},format=raw,if=none,id=root,snapshot=on,cache=unsafe`, '-device', 'virtio-blk-pci,drive=root', '-device', 'virtio-rng-pci',
    '-kernel', kernel, '-initrd', initramfs, '-append', kernelArguments(machine),
  ];
}

/**
 * Starts the image and reads how far it comes; at the end of a test, because it takes longest.
 *
 * @returns one check for each step of the start, or a skipped one with the reason when this server cannot start it; and the console, cleaned.
 * @throws {JobStopped} when the job was cancelled.
 */
export async function checkBoot(context: JobContext, files: ImageFiles): Promise<{ readonly checks: Check[]; readonly console: string | null }> {
  const kernel = (await kernelNames(files)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (kernel === undefined) return notLookedAt('There is no kernel in /boot to start.');
  if (files.rootImage === undefined) return notLookedAt('A plain squashfs as the root cannot be started: it is no disk that a system could write to.');
  const arch = /\.(x86_64|aarch64|ppc64le|s390x)(?:$|\+)/.exec(kernel)?.[1] ?? OWN_ARCH;
  const machine = MACHINES[arch];
  if (machine === undefined) return notLookedAt(`The image is for ${arch}; only images for ${Object.keys(MACHINES).join(' and ')} can be started here.`);
  const qemu = machine.programs.find(isProgram);
  if (qemu === undefined) return notLookedAt(`This server has no qemu for ${arch}. Install ${machine.package}, then test again.`);
  const by = arch === OWN_ARCH ? await accelerator(await workerUser(context.environment)) : 'tcg';
  const nonce = randomBytes(8).toString('hex');
  const prepared = await prepare(context, files, kernel, nonce);
  if (typeof prepared === 'string') return notLookedAt(prepared);
  return start(context, { qemu, words: qemuArguments(machine, by, files.rootImage, prepared), by, nonce });
}

type Start = { readonly qemu: string; readonly words: readonly string[]; readonly by: Accelerator; readonly nonce: string };

async function start(context: JobContext, { qemu, words, by, nonce }: Start): Promise<{ readonly checks: Check[]; readonly console: string | null }> {
  const limit = limitOf(context, by);
  const began = performance.now();
  const isRoot = `${answerMark(nonce)} root`;
  const { stdout, stderr, code, end } = await context.run(qemu, words, {
    limit: limit * 1000, most: MOST_CONSOLE, logged: 'nothing',
    onLine: (line) => {
      if (!context.signal.aborted && line.includes(isRoot)) context.progress('Started; waiting for multi-user', 0.85);
    },
  });
  const seconds = (performance.now() - began) / 1000;
  if (end === 'exited' && code !== 0 && stdout.length === 0) return notLookedAt(`qemu could not start a machine on this server: ${plainText(stderr, 2000).trim().split('\n').at(-1) ?? ''}`);
  context.log(`The machine ran ${Math.round(seconds)} seconds (${by === 'kvm' ? 'KVM' : 'software emulation'}).`);
  const text = consoleText(stdout);
  return { checks: bootVerdict(readAnswer(text, nonce), { end, seconds, limit, accelerator: by }, text), console: keptConsole(text) };
}
