// SPDX-License-Identifier: GPL-2.0-or-later
// Every known cause is found in the words in which it is really said, and a log without one gives none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileFixtures } from '../profile/fixtures.ts';
import { findDisk } from '../templates/find-disk.ts';
import { layoutGuard } from '../templates/layout.ts';
import { nodeOf } from '../templates/node.ts';
import { causeIds, causeOfLayout, knownCause } from './causes.ts';
import { parseLayoutResult } from './layout-result.ts';

/** Lines as Anaconda, imgbased, LVM, the kernel and the add-on write them. */
const said: readonly (readonly [id: string, line: string])[] = [
  ['disk-not-found', 'No disk fits the rule; nothing was changed. Disks here:'],
  ['several-disks', 'More than one disk fits the rule; nothing was changed:'],
  ['addon-missing', 'No imgbased layer was made: the Anaconda add-on org_imgbased is missing or did not start.'],
  ['addon-missing', 'pyanaconda.modules.common.errors.module.UnavailableModuleError: Service org.fedoraproject.Anaconda.Addons.Imgbased has failed to start: Process exited with code 1'],
  ['no-decision', 'The rehearsal ended without a decision in time.'],
  ['layout-again', '- An earlier layout is still there: HostVG (imgbased:vg). The layout can be made only once.'],
  ['layout-again', 'imgbased.imgbase.VgTaggedLvNotTagged: A tagged volume group was found, but no logical volumes were tagged with: imgbased:layer'],
  ['no-thin-pool', 'LVM Thin Provisioning partitioning scheme is required. For autoinstall via Kickstart with LVM Thin Provisioning check options: --thinpool and --grow.'],
  ['no-thin-pool', 'imgbased.lvm.MissingLvmThinPool'],
  ['no-thin-pool', '- / is planned on HostVG-root, which is not a thin volume, so no snapshot can be a base. Use logvol / --thin --poolname=..., or autopart --type=thinp.'],
  ['no-thin-pool', 'No thin pool exists with the name "HostPool". Specify thin pools before thin volumes.'],
  ['no-var', "imgbased.plugins.osupdater.SeparateVarPartition: It's required /var as separate mountpoint! Please check documentation for more details!"],
  ['no-var', '- No volume is planned for /var, but it must outlive every layer. Add logvol /var --size=...'],
  ['no-nvr', 'imgbased.plugins.core.Layout.NVRMissingError: There is no NVR set for this build, in this case you need to initialize with --init-nvr'],
  ['no-nvr', "- The image does not say its name in /usr/share/imgbase/build/meta/nvr. End its build with 'imgbase image-build --set-nvr=...'."],
  ['bad-nvr', 'RuntimeError: Failed to parse NVR: node'],
  ['bad-nvr', "- The image's name 'server-1-1' (/usr/share/imgbase/build/meta/nvr) is not usable: it must hold the word 'node' (or 'rhvh')"],
  ['boot-size', 'imgbased.bootloader.BootPartitionRequires1G: New /boot must have at least 1.1G size'],
  ['boot-size', '- /boot is planned with 524288000 bytes; imgbased insists on 1000000000. Give it 1100 MiB or more.'],
  ['root-filesystem', 'imgbased.utils.FilesystemNotSupported'],
  ['no-selinuxfs', '- /sys/fs/selinux is missing: the installer was booted with selinux=0. Boot it without.'],
  ['no-selinuxfs', "subprocess.CalledProcessError: Command '['mkdir', '-p', '/tmp/mnt.X1/sys/fs/selinux']' returned non-zero exit status 1."],
  ['image-incomplete', "- The image has no program 'imgbase', which imgbased calls. Build the image with the package imgbased."],
  ['image-incomplete', 'RuntimeError: kfiles were not found for my-node-1-1'],
  ['checksum', 'pyanaconda.payload.errors.PayloadInstallError: Checksum of image does not match'],
  ['checksum', 'Checksum of the image does not match.'],
  ['image-head', 'pyanaconda.payload.errors.PayloadSetupError: http request returned 404'],
  ['image-head', 'org.fedoraproject.Anaconda.Error: The request has failed: 302'],
  ['image-unreachable', "ERROR payload.live: Error opening liveimg: HTTPConnectionPool(host='192.0.2.9', port=80): Max retries exceeded with url: /x.squashfs"],
  ['image-unreachable', 'Error while handling a request: HTTPSConnectionPool(host=\'images\', port=443): Read timed out.'],
  ['image-not-mountable', 'PayloadInstallError: mount error 32'],
  ['image-not-mountable', "Failed to mount '/mnt/sysroot/source.img' at '/mnt/install/source': 32"],
  ['image-not-mountable', 'mount: /mnt/install/source: wrong fs type, bad option, bad superblock on /dev/loop1, missing codepage or helper program, or other error.'],
  ['pool-full', 'Volume group "HostVG" has insufficient free space (100 extents): 256 required.'],
  ['pool-full', 'kernel: device-mapper: thin: 253:2: switching pool to out-of-data-space (queue IO) mode'],
  ['disk-too-small', 'pyanaconda.modules.common.errors.storage.NotEnoughFreeSpaceError: Not enough free space on selected disks.'],
  ['disk-too-small', 'blivet.errors.PartitioningError: not enough free space on disks'],
  ['disk-missing', 'Disk "sdz" given in ignoredisk command does not exist.'],
  ['disk-missing', 'No usable disks selected.'],
  ['no-space', 'rsync: [receiver] write failed on "/mnt/sysroot/usr/lib/x": No space left on device (28)'],
  ['out-of-memory', 'kernel: Out of memory: Killed process 1234 (anaconda) total-vm:1k'],
  ['disk-hardware', 'kernel: critical medium error, dev sda, sector 123 op 0x0:(READ)'],
  ['layout', "'imgbase layout --init' ended with exit code 1, so this system is not usable. The cause is not known here."],
  ['kickstart', 'An error occurred during reading the kickstart file:'],
  ['script', '12:00:00,001 ERROR kickstart.script: Error code 1 running the kickstart script at line 87'],
  ['script', 'There was an error running the kickstart script at line 87.  This is a fatal error and installation will be aborted.'],
  ['network', 'curl: (6) Could not resolve host: images.example.com'],
];

for (const [id, line] of said) test(`${id}: ${line.slice(0, 70)}`, () => assert.equal(knownCause(`INF things\n${line}\nINF more\n`)?.id, id));

test('every cause has a line here, a title and a fix', () => {
  assert.deepEqual(causeIds.filter((id) => !said.some(([known]) => known === id)), []);
  assert.equal(new Set(causeIds).size, causeIds.length);
  for (const [, line] of said) {
    const cause = knownCause(line);
    assert.match(cause?.title ?? '', /\.$/);
    assert.match(cause?.fix ?? '', /\.$/);
  }
});

test('the words of our own scripts are known', () => {
  const disk = findDisk({ by: 'size', pick: 'largest' }).body;
  assert.ok(disk.includes('No disk fits the rule; nothing was changed') && disk.includes('More than one disk fits the rule; nothing was changed'));
  const profile = profileFixtures.get('layout');
  assert.ok(profile);
  assert.equal(knownCause(layoutGuard(nodeOf(profile))[0]?.body ?? '')?.id, 'addon-missing');
});

test('the cause behind a failed script counts more than that a script failed, and the script is named', () => {
  const script = 'ERROR kickstart.script: Error code 3 running the kickstart script at line 87';
  assert.equal(knownCause(`${script}\nNo disk fits the rule; nothing was changed. Disks here:`)?.id, 'disk-not-found');
  assert.equal(knownCause(script)?.title, 'A script of the kickstart failed with exit code 3: the one that begins at line 87.');
  assert.equal(knownCause('The request has failed: 302')?.title, 'The server of the image answered HEAD with 302 and not 200, so the installer did not even begin.');
  assert.equal(knownCause('Disk "sdz" given in clearpart command does not exist.')?.title, 'The machine has no disk "sdz".');
});

test('a good log has no cause', () => {
  for (const log of ['', 'INF network: connected\nINF Installation complete\n', 'The root volume does not look like an image\nCould not protect init LV: x\nSum of all thin volume sizes exceeds the size of thin pool\n']) assert.equal(knownCause(log), null);
});

test('a failed layout step tells its own cause where it is not a known one', () => {
  const of = (problem: string, fix: string) => parseLayoutResult(JSON.stringify({ format: 1, outcome: 'failed', error: { class: 'check', problem, fix, lastLines: [] } }));
  const known = of('This system cannot become an imgbased node, because of one thing:\n- /var is not a file system of its own, but it must outlive every layer. Add logvol /var --size=...', '');
  const own = of('The layout step failed in a way it does not know: X.', 'Install again.');
  const done = parseLayoutResult('{"format":1,"outcome":"done"}');
  assert.ok(known && own && done);
  assert.equal(causeOfLayout(known)?.id, 'no-var');
  assert.deepEqual(causeOfLayout(own), { id: 'layout', title: 'The layout step failed in a way it does not know: X.', fix: 'Install again.' });
  assert.equal(causeOfLayout(done), null);
});
