// SPDX-License-Identifier: GPL-2.0-or-later
// Real images with one thing broken each: the right check says so in the right words, and no other check changes.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { testImageFile } from './tested.fixture.ts';
import { extImage, imageOf, KERNEL, put, tinyRoot } from './tiny-image.fixture.ts';

type Expected = Readonly<Record<string, readonly [Check['status'], RegExp]>>;
type Case = { readonly name: string; readonly breaks: (root: string) => void; readonly expected: Expected; /** Of the file in the catalogue. */ readonly file?: string };

const NVR = 'usr/share/imgbase/build/meta/nvr';
const without = (path: string) => (root: string) => rmSync(join(root, path), { recursive: true });
const link = (root: string, path: string, target: string) => {
  rmSync(join(root, path), { recursive: true, force: true });
  symlinkSync(target, join(root, path));
};
const named = (nvr: string) => (root: string) => put(root, NVR, nvr);

const names: readonly Case[] = [
  {
    name: 'no file with the name', breaks: without(NVR),
    expected: {
      'layout.nvr': ['failed', /no file \/usr\/share\/imgbase\/build\/meta\/nvr/], 'layout.nvr-newline': ['skipped', /no name/], 'layout.nvr-form': ['skipped', /no name/], 'layout.nvr-length': ['skipped', /no name/],
      'layout.nvr-title': ['skipped', /no name/], 'layout.nvr-file': ['skipped', /no name/],
    },
  },
  { name: 'a line break after the name', breaks: named('small-node-9.0-1.el9\n'), expected: { 'layout.nvr-newline': ['failed', /"small-node-9\.0-1\.el9\\n"/] } },
  { name: 'a name of 54 characters', breaks: named(`small-node-${'9'.repeat(40)}-1`.padEnd(54, '0')), expected: { 'layout.nvr-length': ['failed', /54 characters/] } },
  { name: 'a name with a blank', breaks: named('my node-9.0-1'), expected: { 'layout.nvr-form': ['failed', /"my node-9\.0-1" is none/] } },
  { name: 'a name without a release', breaks: named('node-9.0'), expected: { 'layout.nvr-form': ['failed', /"node-9\.0" is none/] } },
  { name: 'a name without "node"', breaks: named('edge-9.0-1'), expected: { 'layout.nvr-title': ['failed', /holds neither/] } },
  { name: 'a file called by another version', breaks: () => undefined, file: 'small-node-8.2-1.el9.squashfs', expected: { 'layout.nvr-file': ['warning', /called small-node-8\.2-1\.el9\.squashfs, and the image calls itself small-node-9\.0-1\.el9/] } },
];

const build: readonly Case[] = [
  { name: 'a link that leads round', breaks: (root) => link(root, 'etc/ssh/sshd_config', 'sshd_config'), expected: { 'layout.links': ['failed', /\/etc\/ssh\/sshd_config: the link .* leads round in a circle/], 'layout.sshd-config': ['failed', /missing, or is a link/] } },
  { name: 'a /var/log that is a link', breaks: (root) => {
    renameSync(join(root, 'var/log'), join(root, 'var/lib/log'));
    link(root, 'var/log', 'lib/log');
  }, expected: { 'layout.nist': ['failed', /^\/var\/log is a link\.$/] } },
  { name: 'no /dev', breaks: without('dev'), expected: { 'layout.directories': ['failed', /\/dev is missing/], 'layout.dev': ['failed', /missing/] } },
  { name: 'an unknown system', breaks: (root) => put(root, 'usr/lib/os-release', 'ID=plan9\nVERSION_ID=4\nPRETTY_NAME="Plan 9 <b>\u202e"\n'), expected: { 'layout.system': ['warning', /calls itself "Plan 9 <b>"/] } },
  { name: 'a plain file /etc/os-release', breaks: (root) => put(root, 'etc/os-release', 'ID=centos\nVERSION_ID=9\nPRETTY_NAME="CentOS Stream 9"\n'), expected: { 'layout.os-release': ['warning', /It is a file/] } },
  { name: 'no factory copy of passwd', breaks: without('usr/share/factory/etc/passwd'), expected: { 'layout.factory': ['failed', /^\/usr\/share\/factory\/etc\/passwd is missing or empty\.$/] } },
  { name: '/dev/urandom in the image', breaks: (root) => put(root, 'dev/urandom', ''), expected: { 'layout.dev': ['failed', /It holds 1: urandom/] } },
  { name: 'another device in the image', breaks: (root) => put(root, 'dev/console', ''), expected: { 'layout.dev': ['warning', /It holds 1: console/] } },
  { name: 'no /var/crash', breaks: without('var/crash'), expected: { 'layout.nist': ['failed', /^\/var\/crash is missing\.$/] } },
  { name: 'a /var/imgbased', breaks: (root) => mkdirSync(join(root, 'var/imgbased')), expected: { 'layout.var-imgbased': ['warning', /there/] } },
  { name: 'a machine id', breaks: (root) => put(root, 'etc/machine-id', `${'5'.repeat(32)}\n`), expected: { 'layout.machine-id': ['warning', /32 characters/] } },
  { name: 'a root by UUID in fstab', breaks: (root) => put(root, 'etc/fstab', '# x\nUUID=abcd / ext4 defaults 0 0\n'), expected: { 'layout.fstab': ['warning', /"UUID=abcd \/ ext4/] } },
];

const boot: readonly Case[] = [
  {
    name: 'no kernel', breaks: without(`boot/vmlinuz-${KERNEL}`),
    expected: { 'layout.kernel': ['failed', /no \/boot\/vmlinuz/], 'layout.modules': ['skipped', /no kernel/], 'layout.initramfs': ['skipped', /no kernel/], 'layout.kernel-owner': ['failed', /kernel-core has \/boot\/initramfs-.*, and not both/] },
  },
  {
    name: 'a kernel with too many dashes', breaks: (root) => {
      renameSync(join(root, 'boot', `vmlinuz-${KERNEL}`), join(root, 'boot/vmlinuz-6.1.0-50-amd64'));
      renameSync(join(root, 'boot', `initramfs-${KERNEL}.img`), join(root, 'boot/initramfs-6.1.0-50-amd64.img'));
      renameSync(join(root, 'usr/lib/modules', KERNEL), join(root, 'usr/lib/modules/6.1.0-50-amd64'));
    },
    expected: { 'layout.kernel': ['failed', /one dash between: 6\.1\.0-50-amd64/], 'layout.kernel-owner': ['failed', /none of their files in \/boot is there/] },
  },
  { name: 'no modules', breaks: without(`usr/lib/modules/${KERNEL}`), expected: { 'layout.modules': ['failed', /lacks 5\.14\.0-500/] } },
  { name: 'no initramfs', breaks: without(`boot/initramfs-${KERNEL}.img`), expected: { 'layout.initramfs': ['failed', /initramfs-5\.14\.0-500\.el9\.x86_64\.img/], 'layout.kernel-owner': ['failed', /not both vmlinuz and initramfs/] } },
  { name: 'an initramfs for one machine', breaks: (root) => put(root, 'etc/dracut.conf.d/90-mine.conf', 'hostonly="yes"\n'), expected: { 'layout.generic-initramfs': ['warning', /90-mine\.conf asks for one that fits this machine only/] } },
  { name: 'no grub2.cfg', breaks: (root) => ['etc/grub2.cfg', 'etc/grub2-efi.cfg'].forEach((path) => without(path)(root)), expected: { 'layout.grub-cfg': ['failed', /Neither is there/] } },
  { name: 'a grub2.cfg that leads elsewhere', breaks: (root) => ['etc/grub2.cfg', 'etc/grub2-efi.cfg'].forEach((path) => link(root, path, '/tmp/grub.cfg')), expected: { 'layout.grub-cfg': ['failed', /link to \/tmp\/grub\.cfg/] } },
  { name: 'a short grubenv', breaks: (root) => put(root, 'boot/grub2/grubenv', '# GRUB'), expected: { 'layout.grubenv': ['warning', /6 bytes/] } },
  { name: 'a grubenv that leads nowhere', breaks: (root) => link(root, 'boot/grub2/grubenv', '../efi/EFI/centos/grubenv'), expected: { 'layout.grubenv': ['failed', /leads nowhere/] } },
  { name: 'a directory /etc/default/grub', breaks: (root) => {
    rmSync(join(root, 'etc/default/grub'));
    mkdirSync(join(root, 'etc/default/grub'));
  }, expected: { 'layout.default-grub': ['failed', /directory/] } },
  { name: 'no grubby-bls', breaks: without('usr/libexec/grubby/grubby-bls'), expected: { 'layout.grubby-bls': ['warning', /not there/] } },
];

const layers: readonly Case[] = [
  { name: 'no imgbase', breaks: without('usr/sbin/imgbase'), expected: { 'layout.imgbase': ['failed', /missing/] } },
  { name: 'an imgbase that may not run', breaks: (root) => chmodSync(join(root, 'usr/sbin/imgbase'), 0o644), expected: { 'layout.imgbase': ['failed', /may not be executed \(mode 644\)/] } },
  { name: 'no profile of the pool', breaks: without('etc/lvm/profile/imgbased-pool.profile'), expected: { 'layout.pool-profile': ['failed', /missing/] } },
  { name: 'no monitoring', breaks: (root) => put(root, 'etc/lvm/lvm.conf', 'activation {\n\tmonitoring = 0\n}\n'), expected: { 'layout.lvm-monitoring': ['failed', /monitoring = 0/] } },
  { name: 'no sshd_config', breaks: without('etc/ssh/sshd_config'), expected: { 'layout.sshd-config': ['failed', /missing/] } },
  { name: 'no system-release-cpe', breaks: without('etc/system-release-cpe'), expected: { 'layout.cpe': ['failed', /missing/], 'layout.update-product': ['skipped', /not known/] } },
  { name: 'a product that is not upgraded', breaks: (root) => put(root, 'etc/system-release-cpe', 'cpe:/o:almalinux:almalinux:9::baseos\n'), expected: { 'layout.update-product': ['warning', /"almalinux"/] } },
  { name: 'no unit to stop', breaks: without('etc/systemd/system/supervdsmd.service'), expected: { 'layout.vdsm-units': ['warning', /^supervdsmd\.service is missing\.$/] } },
];

describe('the layout of an image', () => {
  let usual: readonly Check[] = [];
  const check = async ({ breaks, file }: Pick<Case, 'breaks' | 'file'>) => {
    const root = tinyRoot();
    breaks(root);
    const { report, store } = await testImageFile(imageOf({ 'LiveOS/rootfs.img': extImage(root) }), file);
    await store.remove();
    return report.checks;
  };

  before(async () => {
    usual = await check({ breaks: () => undefined });
  });

  test('nothing is wrong with a good one, but that nobody signed its packages', () => {
    assert.deepEqual(usual.filter(({ status }) => status !== 'passed').map(({ id }) => id), ['packages.signatures']);
    assert(usual.filter(({ group }) => group === 'layout').length >= 30);
  });

  for (const { name, breaks, expected, file } of [...names, ...build, ...boot, ...layers]) {
    test(name, async () => {
      const checks = await check({ breaks, ...(file !== undefined && { file }) });
      for (const [id, [status, words]] of Object.entries(expected)) {
        const found = checks.find((each) => each.id === id);
        assert.equal(found?.status, status, id);
        assert.match(found.evidence, words);
        assert((found.consequence ?? '') !== '' && (found.fix ?? '') !== '', id);
      }
      const others = (list: readonly Check[]) => list.filter(({ id }) => !Object.hasOwn(expected, id)).map(({ id, status }) => `${status} ${id}`);
      assert.deepEqual(others(checks), others(usual));
    });
  }

  test('links of the image lead to its own files, never to those of this server', async () => {
    const checks = await check({ breaks: (root) => {
      put(root, 'usr/lib/cpe', 'cpe:/o:fedoraproject:fedora:42\n');
      link(root, 'etc/system-release-cpe', '../../../../../../../usr/lib/cpe');
      // There on this server, and not in the image.
      link(root, 'etc/ssh/sshd_config', '/proc/self/status');
    } });
    assert.match(checks.find(({ id }) => id === 'layout.update-product')?.evidence ?? '', /fedora/);
    assert.equal(checks.find(({ id }) => id === 'layout.sshd-config')?.status, 'failed');
  });
});
