// SPDX-License-Identifier: GPL-2.0-or-later
// Whether machines run on KVM here. That /dev/kvm is there says little: inside of some virtual machines a guest on it never gets far.

import { spawn } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerUser } from './isolation.ts';

export type Accelerator = 'kvm' | 'tcg';

const LIMIT_MS = 20_000;
/** A kernel without a root file system comes as far as this: then a processor has really run. */
const FAR_ENOUGH = 'Kernel panic';
const QEMUS = ['/usr/bin/qemu-system-x86_64', '/usr/libexec/qemu-kvm', '/usr/bin/qemu-kvm'];

const known = new Map<number, Promise<Accelerator>>();

/** `kvm` when a machine really runs on it as this user; asked once. */
export function accelerator(user: WorkerUser): Promise<Accelerator> {
  const found = known.get(user.uid) ?? probe(user);
  known.set(user.uid, found);
  return found;
}

function probe(user: WorkerUser): Promise<Accelerator> {
  const [qemu, kernel] = [QEMUS.find((path) => may(path, constants.X_OK)), readableKernel()];
  if (qemu === undefined || kernel === undefined || !may('/dev/kvm', constants.F_OK)) return Promise.resolve('tcg');
  const args = ['-accel', 'kvm', '-cpu', 'host', '-m', '256', '-nodefaults', '-no-reboot', '-display', 'none', '-vga', 'none', '-serial', 'stdio', '-kernel', kernel];
  const asUser = user.isOther ? { uid: user.uid, gid: user.gid } : {};
  return new Promise((resolve) => {
    const machine = spawn(qemu, [...args, '-append', 'console=ttyS0 panic=-1'], { stdio: ['ignore', 'pipe', 'ignore'], cwd: '/', ...asUser });
    let text = '';
    const timer = setTimeout(() => machine.kill('SIGKILL'), LIMIT_MS);
    machine.stdout.on('data', (bytes: Buffer) => {
      text = (text + bytes.toString('latin1')).slice(-200_000);
      if (text.includes(FAR_ENOUGH)) machine.kill('SIGKILL');
    });
    machine.once('error', () => resolve('tcg'));
    machine.once('close', () => {
      clearTimeout(timer);
      resolve(text.includes(FAR_ENOUGH) ? 'kvm' : 'tcg');
    });
  });
}

function readableKernel(): string | undefined {
  return names('/boot').filter((name) => name.startsWith('vmlinuz-')).map((name) => join('/boot', name)).find((path) => may(path, constants.R_OK));
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory).sort().reverse();
  } catch {
    return [];
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
