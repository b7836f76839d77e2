// SPDX-License-Identifier: GPL-2.0-or-later
// What makes the image a system that runs its own units: the real systemd, and a real Python for the tools of the node. Its initramfs hands over to it.
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programFile, putFile, putLibraries, putProgram, run } from './system-files.ts';

const OWN = fileURLToPath(new URL('running-system', import.meta.url));
const SYSTEMD = '/usr/lib/systemd';

/** What leads to multi-user.target, and the service that makes links and folders as /etc/tmpfiles.d says. The network is there already, from the initramfs. */
const TARGETS = ['basic', 'final', 'local-fs', 'local-fs-pre', 'multi-user', 'network', 'network-online', 'paths', 'shutdown', 'slices', 'sockets', 'swap', 'sysinit', 'timers', 'umount'];
const SERVICE = 'systemd-tmpfiles-setup.service';

/** Of Python's library: what no program of a node loads, and what is large. */
const SURPLUS = /^(config-.*|dist-packages|distutils|ensurepip|idlelib|lib2to3|pydoc_data|site-packages|sqlite3|test|tkinter|turtledemo|unittest|(_(tkinter|sqlite3|curses|curses_panel|dbm|gdbm|test\w*|ctypes_test)|readline|xx\w+)\..*so)$/;

function putSystemd(root: string): void {
  // Newer ones start services by a program of its own.
  const programs = readdirSync(SYSTEMD).filter((name) => name === 'systemd' || name === 'systemd-executor').map((name) => join(SYSTEMD, name));
  for (const program of programs) putFile(program, root);
  // And they open some libraries by name only: that of mounts is needed.
  putLibraries(root, [...programs, programFile('mount')]);
  for (const name of ['systemctl', 'systemd-tmpfiles']) putProgram(root, name);
  const units = join(SYSTEMD, 'system');
  for (const unit of [...TARGETS.map((name) => `${name}.target`), SERVICE]) putFile(join(units, unit), root);
  mkdirSync(join(root, units, 'sysinit.target.wants'), { recursive: true });
  symlinkSync(`../${SERVICE}`, join(root, units, 'sysinit.target.wants', SERVICE));
  symlinkSync('multi-user.target', join(root, units, 'default.target'));
  // Empty: the machine gets one for this start.
  writeFileSync(join(root, 'etc/machine-id'), '');
}

function putPython(root: string): void {
  putProgram(root, 'python3');
  const library = run('python3', ['-I', '-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']).toString().trim();
  cpSync(library, join(root, library), { recursive: true, preserveTimestamps: true, dereference: true, filter: (path) => !SURPLUS.test(basename(path)) });
  const loaded = join(library, 'lib-dynload');
  putLibraries(root, readdirSync(join(root, loaded)).map((name) => join(loaded, name)));
  // As packages bring it: else all of it would be compiled anew at every start. What is compiled already stays.
  run('python3', ['-I', '-m', 'compileall', '-q', '-s', root, '-p', '/', join(root, library)]);
}

/** Puts systemd, Python, and the units and settings of running-system/ into an image. */
export function putRunningSystem(root: string): void {
  putSystemd(root);
  putPython(root);
  cpSync(OWN, root, { recursive: true, verbatimSymlinks: true });
}
