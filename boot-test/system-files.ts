// SPDX-License-Identifier: GPL-2.0-or-later
// What the simulated machine takes from the system's packages: a kernel with its modules, firmware, and programs with their libraries.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The first of these files that is there. @throws when none is, naming the package that brings it */
function firstOf(paths: readonly string[], whatBrings: string): string {
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`None of ${paths.join(', ')} is there. Install ${whatBrings}.`);
  return found;
}

export type Kernel = { readonly version: string; readonly file: string };

/** The newest installed kernel that has its modules; which one runs here does not matter, and may have none. */
export function installedKernel(): Kernel {
  const versions = existsSync('/lib/modules') ? readdirSync('/lib/modules') : [];
  const kernels = versions
    .map((version) => ({ version, file: [`/boot/vmlinuz-${version}`, `/lib/modules/${version}/vmlinuz`].find((path) => existsSync(path)) }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
  const newest = kernels.findLast(({ file }) => file !== undefined);
  if (newest?.file === undefined) throw new Error('There is no kernel with its modules in /boot and /lib/modules. Install linux-image-amd64 (kernel-core on Fedora).');
  return { version: newest.version, file: newest.file };
}

/** OVMF without Secure Boot: its code, and its variables as they leave the factory. */
export function uefiFirmware(): { readonly code: string; readonly variables: string } {
  return {
    code: firstOf(['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_CODE.fd'], 'ovmf (edk2-ovmf on Fedora)'),
    variables: firstOf(['/usr/share/OVMF/OVMF_VARS_4M.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd', '/usr/share/OVMF/OVMF_VARS.fd'], 'ovmf (edk2-ovmf on Fedora)'),
  };
}

/** GRUB's directory of modules for a platform. */
export function grubModules(platform: 'x86_64-efi' | 'i386-pc'): string {
  return dirname(firstOf([`/usr/lib/grub/${platform}/kernel.img`], platform === 'i386-pc' ? 'grub-pc-bin (grub2-pc-modules on Fedora)' : 'grub-efi-amd64-bin (grub2-efi-x64-modules on Fedora)'));
}

const PROGRAM_PLACES = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** Runs a program of the system; its standard output. @throws with what it wrote to standard error */
export function run(name: string, args: readonly string[], options: { readonly input?: string; readonly cwd?: string } = {}): Buffer {
  return execFileSync(programFile(name), [...args], { ...options, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The path of a program of the system, also of those that only root has in PATH. */
export function programFile(name: string): string {
  return firstOf(PROGRAM_PLACES.map((place) => join(place, name)), name);
}

/** Puts a file of this system under `root`, at the same place unless another is named. */
export function putFile(from: string, root: string, to = from): void {
  const target = join(root, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

/** Puts the libraries that these programs and libraries of the system need under `root`. */
export function putLibraries(root: string, files: readonly string[]): void {
  const libraries = new Set(Array.from(run('ldd', files).toString().matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm), ([, library = '']) => library));
  for (const library of libraries) putFile(library, root);
}

/** Puts a program under `root`, as /usr/bin/NAME, with the libraries that it needs. */
export function putProgram(root: string, name: string): void {
  const file = programFile(name);
  putFile(file, root, `/usr/bin/${name}`);
  putLibraries(root, [file]);
}

const PACKED: Readonly<Record<string, string>> = { '.xz': 'xz', '.zst': 'zstd', '.gz': 'gzip' };

/** Puts kernel modules with all that they need under `root`/modules, unpacked, and the order in which they are loaded in modules/order. */
export function putModules(root: string, kernel: Kernel, modules: readonly string[]): void {
  mkdirSync(join(root, 'modules'), { recursive: true });
  const order = new Set<string>();
  for (const module of modules) {
    for (const [, file = ''] of run('modprobe', ['-S', kernel.version, '--show-depends', module]).toString().matchAll(/^insmod (\S+)/gm)) {
      const name = `/modules/${(/([^/]+\.ko)/.exec(file)?.[1] ?? '')}`;
      const unpacker = PACKED[/\.[a-z]+$/.exec(file)?.[0] ?? ''];
      if (!order.has(name)) writeFileSync(join(root, name), unpacker === undefined ? readFileSync(file) : run(unpacker, ['-dc', file]));
      order.add(name);
    }
  }
  writeFileSync(join(root, 'modules', 'order'), [...order, ''].join('\n'));
}
