// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts of a build, run by a real shell in a root of their own (busybox), with a stand-in for imgbase that does what its post-processing does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ImageDefinition } from './definition.ts';
import { definitionFixtures } from './fixtures.ts';
import { buildScripts } from './steps.ts';

const NVR = 'edge-node-1.0-1';
/** What imgbased's build.py does with the package database and the name, as far as the scripts must prepare it. */
const IMGBASE = `#!/bin/sh
echo "$@" > /imgbase-arguments
mv /var/lib/rpm /usr/share/rpm && ln -s ../../usr/share/rpm /var/lib/rpm
mkdir -p /usr/share/imgbase/build/meta
for word in "$@"; do case "$word" in --set-nvr=*) printf %s "\${word#--set-nvr=}" > /usr/share/imgbase/build/meta/nvr ;; esac; done
`;

const KVER = '5.14.0-503.el9.x86_64';
const files = (newer: boolean): Readonly<Record<string, string>> => ({
  'etc/system-release-cpe': 'cpe:/o:centos:centos:9\n', 'etc/ssh/sshd_config': '', 'etc/ssh/ssh_host_rsa_key': 'secret', 'etc/ssh/ssh_host_rsa_key.pub': 'x', 'etc/lvm/profile/imgbased-pool.profile': '', 'etc/lvm/devices/system.devices': 'sda',
  'usr/lib/os-release': 'ID=centos\n', [`lib/modules/${KVER}/vmlinuz`]: 'kernel', 'lib/modules/5.14.0-1.leftover/modules.dep': '', 'var/lib/systemd/random-seed': 'x',
  [newer ? 'usr/lib/sysimage/rpm/rpmdb.sqlite' : 'var/lib/rpm/rpmdb.sqlite']: 'packages', 'etc/yum.repos.d/kept.repo': '[kept]\nenabled=1\n', 'usr/lib/systemd/system/sshd.service': '', 'usr/share/x': '', 'boot/x': '', 'proc/x': '', 'run/x': '', 'dev/null': '',
});

type Root = { readonly path: string; run: (definition: ImageDefinition) => { status: number | null; stderr: string }; text: (name: string) => string };

/** A root as a fresh installation leaves it. `newer`: its package database lies in /usr, with a link in /var. */
function makeRoot(t: TestContext, newer: boolean): Root {
  const path = mkdtempSync(join(tmpdir(), 'basewright-root-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const put = (name: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
    chmodSync(join(path, name), mode);
  };
  for (const [name, text] of Object.entries(files(newer))) put(name, text);
  mkdirSync(join(path, 'bin'));
  const busybox = ['/bin', '/sbin', '/usr/bin', '/usr/sbin'].map((place) => join(place, 'busybox')).find((file) => existsSync(file));
  assert(busybox, 'busybox is not installed');
  copyFileSync(busybox, join(path, 'bin/busybox'));
  for (const applet of ['sh', 'mkdir', 'chmod', 'basename', 'cp', 'rm', 'mv', 'ln', 'sed', 'touch', 'cat']) symlinkSync('busybox', join(path, 'bin', applet));
  put('bin/imgbase', IMGBASE, 0o755);
  put('bin/dracut', '#!/bin/sh\necho "$@" > /dracut-arguments\necho initramfs > "$2"\n', 0o755);
  symlinkSync('../usr/lib/os-release', join(path, 'etc/os-release'));
  mkdirSync(join(path, 'var/lib'), { recursive: true });
  if (newer) symlinkSync('../../usr/lib/sysimage/rpm', join(path, 'var/lib/rpm'));
  const chroot = process.getuid?.() === 0 ? ['chroot'] : ['unshare', '--user', '--map-root-user', 'chroot'];
  const [program = '', ...before] = chroot;
  return {
    path,
    run: (definition) => {
      for (const { body } of buildScripts(definition, NVR)) {
        const { status, stderr } = spawnSync(program, [...before, path, '/bin/sh'], { input: body, encoding: 'utf8', env: { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
        if (status !== 0) return { status, stderr };
      }
      return { status: 0, stderr: '' };
    },
    text: (name) => readFileSync(join(path, name), 'utf8'),
  };
}

function fixture(name: string, more: Partial<ImageDefinition> = {}): ImageDefinition {
  const definition = definitionFixtures.get(name);
  assert(definition);
  return { ...definition, ...more };
}

for (const newer of [false, true]) {
  test(`a fresh installation becomes fit for imgbased (package database ${newer ? 'in /usr' : 'in /var'})`, (t) => {
    const root = makeRoot(t, newer);
    const kept = { name: 'kept', kind: 'baseurl' as const, url: 'https://mirror.example.com/x', keep: true };
    assert.deepEqual(root.run(fixture('minimal', { repositories: [kept] })), { status: 0, stderr: '' });
    assert.equal(root.text('imgbase-arguments'), `--debug --experimental image-build --postprocess --set-nvr=${NVR}\n`);
    assert.equal(root.text('usr/share/imgbase/build/meta/nvr'), NVR, 'without a newline');
    // The database itself, and not a link, is where imgbased and the tests of images read it.
    assert(lstatSync(join(root.path, 'usr/share/rpm')).isDirectory());
    assert.equal(root.text('usr/share/rpm/rpmdb.sqlite'), 'packages');
    if (newer) assert.equal(readlinkSync(join(root.path, 'usr/lib/sysimage/rpm')), '../../share/rpm');
    for (const [name, mode] of [['home', 0o755], ['tmp', 0o1777], ['var/tmp', 0o1777], ['var/crash', 0o755], ['var/log/audit', 0o700]] as const) assert.equal(statSync(join(root.path, name)).mode & 0o7777, mode, name);
    assert.equal(root.text(`boot/vmlinuz-${KVER}`), 'kernel');
    assert.equal(root.text('dracut-arguments'), `--no-hostonly /boot/initramfs-${KVER}.img ${KVER}\n`);
    for (const name of ['etc/ssh/ssh_host_rsa_key', 'etc/ssh/ssh_host_rsa_key.pub', 'var/lib/systemd/random-seed', 'etc/lvm/devices/system.devices']) assert.equal(existsSync(join(root.path, name)), false, name);
    assert.equal(root.text('etc/yum.repos.d/kept.repo'), '# imgbased: set-enabled\n[kept]\nenabled=1\n');
    for (const unit of ['vdsmd', 'supervdsmd', 'vdsm-network']) assert.match(root.text(`usr/lib/systemd/system/${unit}.service`), /^\[Unit\]\nDescription=Stand-in for .*\n\[Service\]\nType=oneshot\nRemainAfterExit=yes\nExecStart=\/bin\/true\n$/);
    assert.equal(existsSync(join(root.path, 'usr/libexec/grubby')), false, 'Enterprise Linux 9 has the file itself');
  });
}

test('newer releases get the old name of grubby; a payload with vdsm keeps its own units', (t) => {
  const root = makeRoot(t, true);
  assert.equal(root.run(fixture('minimal', { target: 'centos10', repositories: [] })).status, 0);
  assert.equal(readlinkSync(join(root.path, 'usr/libexec/grubby/grubby-bls')), '/usr/sbin/grubby');
  const other = makeRoot(t, false);
  assert.equal(other.run(fixture('ovirt', { repositories: [] })).status, 0);
  assert.equal(existsSync(join(other.path, 'usr/lib/systemd/system/vdsmd.service')), false);
  assert(existsSync(join(other.path, 'var/lib/ngn-vdsm-need-configure')));
});

test('what would only fail on a machine fails the build, with its reason', (t) => {
  const cases: readonly (readonly [string, (root: string) => void])[] = [
    ['imgbase is missing', (root) => rmSync(join(root, 'bin/imgbase'))],
    ['/etc/os-release must be a link', (root) => { rmSync(join(root, 'etc/os-release')); writeFileSync(join(root, 'etc/os-release'), 'x'); }],
    ['/etc/system-release-cpe is missing', (root) => rmSync(join(root, 'etc/system-release-cpe'))],
    ['/etc/ssh/sshd_config is missing', (root) => rmSync(join(root, 'etc/ssh/sshd_config'))],
    ['imgbased-pool.profile is missing', (root) => rmSync(join(root, 'etc/lvm/profile/imgbased-pool.profile'))],
    ['there is no kernel in it', (root) => rmSync(join(root, `lib/modules/${KVER}`), { recursive: true })],
  ];
  for (const [reason, spoil] of cases) {
    const root = makeRoot(t, false);
    spoil(root.path);
    const { status, stderr } = root.run(fixture('minimal', { repositories: [] }));
    assert.equal(status, 1, reason);
    assert(stderr.startsWith('This image would not work: ') && stderr.includes(reason), stderr);
    assert.equal(existsSync(join(root.path, 'imgbase-arguments')), false);
  }
  const root = makeRoot(t, false);
  const failing = root.run(fixture('minimal', { repositories: [], steps: [{ body: 'echo no >&2; exit 7\n' }] }));
  assert.deepEqual(failing, { status: 7, stderr: 'no\n' });
});
