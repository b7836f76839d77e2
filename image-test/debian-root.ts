// SPDX-License-Identifier: GPL-2.0-or-later
// The userland of the small node image: Debian's packages, unpacked and never configured, with a kernel and an initramfs of dracut.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './programs.ts';

/** What boots, what rpm needs, and what imgbased calls that is small. */
const PACKAGES = [
  'usr-is-merged', 'base-files', 'base-passwd', 'bash', 'coreutils', 'dash', 'debianutils', 'diffutils', 'findutils', 'grep', 'gzip', 'hostname', 'libc-bin', 'login', 'mawk', 'passwd', 'procps', 'sed', 'sysvinit-utils', 'tar',
  'util-linux', 'util-linux-extra', 'mount', 'kmod', 'udev', 'systemd-sysv', 'rpm', 'lvm2', 'e2fsprogs', 'dracut',
];

/** Of no use to a node that only starts, and large. */
const SURPLUS = [
  'usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info', 'usr/share/lintian', 'usr/share/bug', 'usr/share/perl', 'usr/share/perl5', 'usr/share/i18n', 'usr/lib/udev/hwdb.d', 'usr/lib/file', 'etc/apt', 'etc/dpkg', 'usr/lib32', 'usr/libx32', 'lib32', 'libx32',
];
const SURPLUS_MODULES = ['kernel/net', 'kernel/sound', 'kernel/drivers/net', 'kernel/drivers/infiniband', 'kernel/drivers/gpu', 'kernel/drivers/ata', 'kernel/drivers/hv', 'kernel/drivers/media', 'kernel/drivers/usb', 'kernel/drivers/target', 'kernel/arch/x86/kvm', 'kernel/fs/btrfs', 'kernel/fs/ocfs2', 'kernel/fs/nfsd', 'kernel/fs/cifs', 'kernel/fs/smb'];

/** Of the kernel: what `uname -r` says, which names its modules, and version-release.arch as a kernel of Enterprise Linux has it. */
export type NodeKernel = { readonly running: string; readonly version: string; readonly release: string; readonly name: string };

function codename(): string {
  const found = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (found === undefined || !existsSync('/etc/apt')) throw new Error('The small node image is made of Debian\'s packages, and /etc/os-release names no Debian release: build it on Debian.');
  return found;
}

/** Those of the machine's own package sources that belong to its release: others (of vendors) are not asked. */
function aptSources(suite: string): { readonly stanzas: string; readonly lines: string } {
  const isOurs = (word: string) => [suite, `${suite}-updates`, `${suite}-security`].includes(word);
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])].filter((file) => existsSync(file));
  const text = (ending: string) => files.filter((file) => file.endsWith(ending)).map((file) => readFileSync(file, 'utf8'));
  const stanzas = text('.sources').flatMap((each) => each.split(/\n\s*\n/)).filter((stanza) => /^Suites:(.*)$/m.exec(stanza)?.[1]?.split(/\s+/).some(isOurs) === true);
  const lines = text('.list').flatMap((each) => each.split('\n')).filter((line) => line.startsWith('deb ') && line.split(/\s+/).some(isOurs));
  if (stanzas.length + lines.length === 0) throw new Error(`No package source in /etc/apt is for ${suite}. The small node image is made from the machine's own package sources.`);
  return { stanzas: stanzas.map((stanza) => `${stanza.trim()}\n`).join('\n'), lines: lines.map((line) => `${line}\n`).join('') };
}

/** The kernel made for virtual machines is half as large as the usual one. */
function kernelPackage(): string {
  const arch = run('dpkg', ['--print-architecture']).toString().trim();
  const small = `linux-image-cloud-${arch}`;
  return run('apt-cache', ['policy', small]).toString().includes('Candidate:') ? small : `linux-image-${arch}`;
}

/** @param work for the lists of sources; `root` is made in it */
export function unpackPackages(work: string): string {
  const root = join(work, 'root');
  const suite = codename();
  const { stanzas, lines } = aptSources(suite);
  const files = [...(stanzas === '' ? [] : [{ name: 'apt.sources', text: stanzas }]), ...(lines === '' ? [] : [{ name: 'apt.list', text: lines }])];
  for (const { name, text } of files) writeFileSync(join(work, name), text);
  run('mmdebstrap', [
    '--mode=root', '--variant=extract', '--quiet', '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr', '--aptopt=APT::Install-Recommends "false"', `--include=${[...PACKAGES, kernelPackage()].join(',')}`,
    suite, root, ...files.map(({ name }) => join(work, name)),
  ]);
  return root;
}

/** Does what the packages' own scripts would have done, as far as a start needs it, and takes away what is large. */
export function settle(root: string): void {
  for (const path of SURPLUS) {
    rmSync(join(root, path), { recursive: true, force: true });
    if (path.startsWith('usr/share/') || path.startsWith('usr/lib/udev')) mkdirSync(join(root, path), { recursive: true });
  }
  for (const name of readdirSync(join(root, 'usr/lib'), { recursive: true, encoding: 'utf8' })) if (/(^|\/)(perl|libperl\.so\S*)$/.test(name)) rmSync(join(root, 'usr/lib', name), { recursive: true, force: true });
  for (const name of ['passwd', 'group']) copyFileSync(join(root, `usr/share/base-passwd/${name}.master`), join(root, 'etc', name));
  writeFileSync(join(root, 'etc/shadow'), 'root:!*:20000:0:99999:7:::\n', { mode: 0o640 });
  writeFileSync(join(root, 'etc/gshadow'), '', { mode: 0o640 });
  // Groups and users of systemd and udev.
  run('chroot', [root, 'systemd-sysusers']);
  symlinkSync('mawk', join(root, 'usr/bin/awk'));
  run('ldconfig', ['-r', root]);
}

/** Names the kernel as Enterprise Linux does, and makes a generic initramfs for it. */
export function settleKernel(root: string, arch: string): NodeKernel {
  const [running] = readdirSync(join(root, 'usr/lib/modules'));
  const [, version, number] = /^([\d.]+)(?:-(\d+))?/.exec(running ?? '') ?? [];
  if (running === undefined || version === undefined) throw new Error(`The kernel package brought no modules, or under a name that is not understood: ${String(running)}`);
  const release = `${number ?? '1'}.el9`;
  const name = `${version}-${release}.${arch}`;
  const modules = join(root, 'usr/lib/modules', running);
  for (const path of SURPLUS_MODULES) rmSync(join(modules, path), { recursive: true, force: true });
  run('depmod', ['-b', root, running]);
  symlinkSync(running, join(root, 'usr/lib/modules', name));
  renameSync(join(root, 'boot', `vmlinuz-${running}`), join(root, 'boot', `vmlinuz-${name}`));
  for (const file of readdirSync(join(root, 'boot'))) if (file.endsWith(running)) rmSync(join(root, 'boot', file));
  copyFileSync(join(root, 'boot', `vmlinuz-${name}`), join(modules, 'vmlinuz'));
  appendFileSync(join(root, 'etc/dracut.conf'), 'hostonly="no"\nhostonly_cmdline="no"\ncompress="gzip"\nomit_dracutmodules+=" crypt nvdimm virtiofs resume lunmask overlay-root "\n');
  // dracut needs /proc; a name space of its own takes it away again, whatever happens.
  run('unshare', ['--mount', '--pid', '--fork', `--mount-proc=${join(root, 'proc')}`, 'chroot', root, 'dracut', '--force', '--quiet', '--kver', running, `/boot/initramfs-${name}.img`]);
  return { running, version, release, name };
}
