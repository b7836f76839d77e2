// SPDX-License-Identifier: GPL-2.0-or-later
// Real rpm databases: in the right place or not, whole or not, with what a node needs or without it; and what hostile ones may say.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { passed } from '#kickstart/catalogue/report-words.ts';
import { missingPackages, payloadOf } from '#kickstart/catalogue/required-packages.ts';
import { nodePackages } from '../../image-test/node-packages.ts';
import { run } from '../../image-test/programs.ts';
import { buildRpms, type Rpm } from '../../image-test/rpms.ts';
import { systemOf } from './facts.ts';
import { packagesOf } from './report.ts';
import { readPackages } from './rpm-database.ts';
import { doubts, testImageFile, type Tested } from './tested.fixture.ts';
import { extImage, fillDatabase, imageOf, KERNEL, put, temporaryDirectory, tinyRoot } from './tiny-image.fixture.ts';

const SEED = 20261124;
const kernel = { running: KERNEL, version: '5.14.0', release: '500.el9', name: KERNEL };

async function tested(change: (root: string) => void): Promise<Tested & { doubts: string[] }> {
  const root = tinyRoot();
  change(root);
  const answer = await testImageFile(imageOf({ 'LiveOS/rootfs.img': extImage(root, 24) }));
  return { ...answer, doubts: doubts(answer.report.checks).filter((line) => !line.includes('packages.signatures')) };
}

/** An image whose database was filled anew. */
const testedWith = (rpms: readonly Rpm[], change: (root: string) => void = () => undefined) => tested((root) => {
  rmSync(join(root, 'usr/share/rpm'), { recursive: true });
  fillDatabase(join(root, 'usr/share/rpm'), rpms);
  change(root);
});

const without = (...names: string[]) => nodePackages(kernel, 'x86_64').filter(({ name }) => !names.includes(name));

describe('the rpm database of an image', () => {
  test('is read, and what it says is kept with the image', async () => {
    const { report, store, sha256 } = await tested(() => undefined);
    const lvm = report.packages.find(({ name }) => name === 'lvm2');
    assert.deepEqual(lvm, { name: 'lvm2', epoch: 9, version: '2.03.24', release: '2.el9', arch: 'x86_64', key: null });
    assert.deepEqual(await packagesOf(store.database, sha256), report.packages);
    const row = await store.database.selectFrom('images').select(['nvr', 'target', 'arch']).executeTakeFirstOrThrow();
    assert.deepEqual({ ...row }, { nvr: 'small-node-9.0-1.el9', target: 'centos9', arch: 'x86_64' });
    await store.remove();
  });

  test('elsewhere: imgbased would not find it', async () => {
    const { doubts: lines, store } = await tested((root) => {
      rmSync(join(root, 'var/lib/rpm'));
      renameSync(join(root, 'usr/share/rpm'), join(root, 'var/lib/rpm'));
    });
    assert.deepEqual(lines, ['failed packages.place: It lies in /var/lib/rpm.']);
    await store.remove();
  });

  test('missing, noise, and a link that leads out', async () => {
    for (const [change, words] of [
      [(root: string) => rmSync(join(root, 'usr/share/rpm'), { recursive: true }), /^failed packages\.database: There is none/],
      [(root: string) => put(root, 'usr/share/rpm/rpmdb.sqlite', Buffer.alloc(200_000, 'noise')), /^failed packages\.database: \/usr\/share\/rpm: /],
      [(root: string) => {
        rmSync(join(root, 'usr/share/rpm'), { recursive: true });
        mkdirSync(join(root, 'usr/share/rpm'));
        symlinkSync('/var/lib/dpkg/status', join(root, 'usr/share/rpm/rpmdb.sqlite'));
      }, /^failed packages\.database: \/usr\/share\/rpm: \/usr\/share\/rpm\/rpmdb\.sqlite cannot be read/],
    ] as const) {
      const { doubts: lines, store, report } = await tested(change);
      assert.match(lines[0] ?? '', words);
      assert.deepEqual(lines.slice(1), ['skipped layout.kernel-owner: The rpm database cannot be read.']);
      assert.deepEqual([report.packages, report.facts.arch], [[], null]);
      await store.remove();
    }
  });

  test('with entries that are noise', async () => {
    const { doubts: lines, store } = await tested((root) => {
      const path = join(root, 'usr/share/rpm/rpmdb.sqlite');
      const database = new DatabaseSync(path);
      database.exec("UPDATE Packages SET blob = randomblob(500) WHERE hnum IN (SELECT hnum FROM Packages ORDER BY hnum DESC LIMIT 2)");
      database.close();
    });
    assert(lines.some((line) => /^(warning packages\.entries: \d+ entries|failed packages\.database)/.test(line)), lines.join('\n'));
    await store.remove();
  });

  test('without the kernel\'s package, lvm2 or tar', async () => {
    const core = await testedWith(without('kernel-core'));
    assert.deepEqual(core.doubts, ['failed layout.kernel-owner: kernel: none of their files in /boot is there.']);
    await core.store.remove();
    const { doubts: lines, store } = await testedWith(without('lvm2', 'tar'));
    assert.deepEqual(lines, ['failed packages.required: Missing: lvm2 (base and layers are volumes).', 'warning packages.recommended: Missing: tar ("imgbase update" unpacks images with it).']);
    await store.remove();
  });

  test('of an oVirt node without vdsm', async () => {
    const os = 'NAME="oVirt Node"\nID="centos"\nVERSION_ID="9"\nVARIANT_ID="ovirt-node"\nPRETTY_NAME="oVirt Node 4.5.5"\n';
    const { doubts: lines, report, store } = await testedWith(nodePackages(kernel, 'x86_64'), (root) => put(root, 'usr/lib/os-release', os));
    assert.equal(report.facts.target, 'ovirt45');
    assert.match(lines[0] ?? '', /^failed packages\.payload: This is a host of oVirt\. Missing: vdsm \(the agent that oVirt Engine talks to\)/);
    assert.equal(lines.length, 1);
    await store.remove();
  });

  test('signed and unsigned packages', async () => {
    const { report, store } = await tested((root) => addSigned(join(root, 'usr/share/rpm')));
    const signed = report.packages.find(({ name }) => name === 'signed-tool');
    assert.match(signed?.key ?? '', /^[0-9a-f]{16}$/);
    const check = report.checks.find(({ id }) => id === 'packages.signatures');
    assert.equal(check?.status, 'warning');
    assert.match(check.evidence, new RegExp(`^47 of 48 are not signed: .* Signed: 1 with ${signed?.key ?? '?'}\\.$`));
    await store.remove();
  });
});

/** Signs a package with a key made for that, and puts it into a database. */
function addSigned(database: string): void {
  const work = temporaryDirectory();
  const [file = ''] = buildRpms(join(work, 'build'), [{ name: 'signed-tool', version: '1', release: '1' }]);
  const home = join(work, 'gnupg');
  mkdirSync(home);
  chmodSync(home, 0o700);
  run('gpg', ['--homedir', home, '--batch', '--quiet', '--passphrase', '', '--quick-generate-key', 'Tests <tests@localhost>', 'rsa2048', 'sign', 'never']);
  run('rpmsign', ['--addsign', '--define', `_gpg_path ${home}`, '--define', '_gpg_name tests@localhost', '--define', '__gpg /usr/bin/gpg', file]);
  run('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
  run('rpm', ['--dbpath', database, '--justdb', '--install', '--nodeps', '--noscripts', '--nosignature', file]);
  assert(readdirSync(database).includes('rpmdb.sqlite'));
}

describe('what rpm says', () => {
  const line = (...fields: string[]) => `${fields.join('\u001f')}\u001e`;

  test('packages, keys and noise', () => {
    const text = [
      line('bash', '', '5.1', '1.el9', 'x86_64', 'RSA/SHA256, Thu 12 Sep 2024 10:00:00 AM UTC, Key ID 05B555B38483C65D'),
      line('gpg-pubkey', '', '8483c65d', '5ccc5b19', '(none)', '(none)'),
      line('<script>', '', '1', '1', 'x86_64', ''), line('a', 'x', '1', '1', 'x86_64', ''), line('a\nb', '', '1', '1', 'x86_64', ''), 'half',
    ].join('');
    const { packages, strange } = readPackages(text, 'error: rpmdb: damaged header #12 retrieved -- skipping.\n');
    assert.deepEqual(packages.map(({ name, key, arch }) => [name, key, arch]), [['bash', '05b555b38483c65d', 'x86_64'], ['gpg-pubkey', null, 'noarch']]);
    assert.equal(strange, 4);
  });

  test('anything: only words come through', () => {
    const field = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('bash', '1', 'x86_64', '(none)', '\u001f', '\u001e'));
    fc.assert(fc.property(fc.array(fc.array(field, { maxLength: 8 })), (entries) => {
      for (const { name, version, arch } of readPackages(entries.map((entry) => line(...entry)).join('')).packages) assert.match(`${name}${version}${arch}`, /^[A-Za-z0-9_.+~^:{}%()-]+$/);
    }), { seed: SEED, numRuns: 300 });
  });

  test('anything in os-release: a known target or none', () => {
    for (const [text, target] of [['ID="centos"\nVERSION_ID="9"', 'centos9'], ['ID=rhel\nVERSION_ID=9.4', 'rhel9'], ["ID='rocky'\nVERSION_ID='10.0'", 'rocky10'], ['ID=almalinux\nVERSION_ID=8.9', 'alma8'], ['ID=fedora\nVERSION_ID=43', 'fedora43'], ['ID=debian\nVERSION_ID=12', null], ['ID=constructor', null], ['', null]] as const) assert.equal(systemOf(text).target, target, text);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { label } = systemOf(`PRETTY_NAME=${text}\n`);
      assert(label === null || (label.length <= 120 && !label.includes('\n')));
    }), { seed: SEED });
  });
});

describe('words', () => {
  test('evidence is one short line', () => {
    const { evidence } = passed('layout.nvr', `a\nb\u001b[31mc\u0000${'x'.repeat(5000)}`);
    assert(!/[\u0000-\u001f]/.test(evidence) && evidence.length <= 1000);
  });

  test('the payload decides what is needed', () => {
    assert.deepEqual([payloadOf('ovirt45', new Set()), payloadOf('centos9', new Set(['vdsm'])), payloadOf('centos9', new Set(['qemu-kvm'])), payloadOf(null, new Set(['bash']))], ['ovirt', 'ovirt', 'virtualization', 'none']);
    assert.deepEqual(missingPackages('virtualization', new Set(['qemu-kvm'])).payload.map(({ anyOf }) => anyOf[0]), ['libvirt-daemon']);
  });
});
