// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the machine runs on KVM. That /dev/kvm is there says little: inside of some virtual machines a guest on it never runs, or gets no further than its firmware.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { programFile } from './system-files.ts';

const LIMIT_MS = 5000;

export type Accelerator = 'kvm' | 'tcg';

function mayUseKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the kernel and the initramfs on KVM: software emulation (tcg) unless its first program speaks within five seconds. @param initramfs a file */
export function findAccelerator(kernel: string, initramfs: string): Promise<Accelerator> {
  if (!mayUseKvm()) return Promise.resolve('tcg');
  const args = ['-accel', 'kvm', '-m', '768', '-nodefaults', '-no-reboot', '-display', 'none', '-vga', 'none', '-serial', 'stdio', '-kernel', kernel, '-initrd', initramfs];
  const probe = spawn(programFile('qemu-system-x86_64'), [...args, '-append', 'console=ttyS0 quiet basewright.probe'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => probe.kill('SIGKILL'), LIMIT_MS);
    probe.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('this accelerator works')) probe.kill('SIGKILL');
    });
    probe.once('error', () => resolve('tcg'));
    probe.once('close', () => {
      clearTimeout(timer);
      resolve(text.includes('this accelerator works') ? 'kvm' : 'tcg');
    });
  });
}
