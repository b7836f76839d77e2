// SPDX-License-Identifier: GPL-2.0-or-later
// The commands and the bundle: as a shell reads them, and the build script by a real shell.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { arbitraryDefinition } from '#kickstart/build/arbitrary.ts';
import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { definitionFixtures, exampleFacts } from '#kickstart/build/fixtures.ts';
import { targetIds } from '#kickstart/profile/targets.ts';
import { buildBundle } from './bundle.ts';
import { type Behaviour, makeLivemediaCreator } from './livemedia-creator.fixture.ts';
import { livemediaCreator } from './livemedia.ts';
import { definitionOutput } from './output.ts';

const SEED = 20_261_125;
const nowhere = livemediaCreator({ PATH: '' }, 0);

function fixture(name: string): ImageDefinition {
  const definition = definitionFixtures.get(name);
  assert(definition);
  return definition;
}

const outputOf = (definition: ImageDefinition) => definitionOutput(definition, exampleFacts, nowhere);

test('the commands of an example', () => {
  const { local, mock, virt, koji, repack } = outputOf(fixture('ovirt')).commands;
  assert.equal(local, `sudo livemedia-creator --make-pxe-live --no-virt --ks=ovirt-build.ks --resultdir=ovirt-result --logfile=ovirt-logs/livemedia.log --tmp=/var/tmp --nomacboot --compression=xz '--project=CentOS Stream' --releasever=9
sudo mv ovirt-result/live-rootfs.squashfs.img ovirt-node-ng-4.5.5-0.20261124.0.squashfs
sha256sum ovirt-node-ng-4.5.5-0.20261124.0.squashfs
`);
  assert.match(mock, /^mock -r centos-stream-9-x86_64 --init\n.*--install lorax lorax-lmc-novirt lorax-templates-generic\n.*--copyin ovirt-build\.ks \/root\/ovirt-build\.ks\n.*--enable-network --chroot -- livemedia-creator --make-pxe-live --no-virt .*\n.*--copyout \/root\/result\/live-rootfs\.squashfs\.img/);
  assert.match(virt, /^sudo livemedia-creator --make-pxe-live --iso=boot\.iso --live-rootfs-keep-size /);
  assert.doesNotMatch(virt, /--no-virt/);
  assert.match(koji, /koji image-build .*--kickstart=ovirt-build\.ks --ksversion=RHEL9 --distro=RHEL-9\.0 --format=liveimg-squashfs --disk-size=9 --release=0\.20261124\.0 .* ovirt-node-ng 4\.5\.5 virt9s-ovirt-45-el9s TREE-URL x86_64/);
  assert.match(koji, /koji spin-livemedia --scratch --ksversion=RHEL9 --release=0\.20261124\.0 --install-tree-url=TREE-URL --ksrepo --nomacboot ovirt-node-ng 4\.5\.5 virt9s-ovirt-45-el9s x86_64 ovirt-build\.ks/);
  assert.match(repack, /sudo mv rootfs\.img squashfs-root\/LiveOS\/rootfs\.img\nsudo mksquashfs squashfs-root ovirt-node-ng-4\.5\.5-0\.20261124\.0\.squashfs -noappend -comp xz\n/);
});

test('every target has a configuration of mock and a release', () => {
  for (const target of targetIds) {
    const { mock } = outputOf({ ...fixture('minimal'), target }).commands;
    assert.match(mock, /^mock -r (centos-stream|rhel|almalinux|rocky|fedora)-\d+-x86_64 --init\n/, target);
    assert.match(mock, /--releasever=\d+\n/, target);
  }
});

test(`a shell takes every command of random definitions word by word (seed ${SEED})`, () => {
  const definitions = fc.sample(arbitraryDefinition(), { seed: SEED, numRuns: 60 });
  const texts = definitions.flatMap((definition) => Object.values(outputOf(definition).commands));
  assert.equal(spawnSync('sh', ['-n'], { input: texts.join('\n') }).status, 0);
  for (const definition of definitions) {
    const { commands: { koji }, kickstart: { nvr } } = outputOf(definition);
    // The last words of the two calls say what is built; a hostile value would have become words of its own.
    const spin = koji.trimEnd().split('\n').at(-1) ?? '';
    const words = execFileSync('sh', ['-c', `koji() { printf '%s\\n' "$@"; }\n${spin}`], { encoding: 'utf8' }).trimEnd().split('\n');
    assert.deepEqual(words.slice(-5), [definition.name, definition.version, definition.kojiTarget ?? 'KOJI-TARGET', definition.arch, `${definition.id}-build.ks`]);
    assert.equal(nvr, `${definition.name}-${definition.version}-${words.find((word) => word.startsWith('--release='))?.slice(10) ?? ''}`);
  }
});

/** Unpacks the bundle of the minimal example beside stand-ins of the programs that the script calls. */
async function unpacked(t: TestContext, behaviour: Behaviour): Promise<{ directory: string; run: () => { status: number | null; text: string } }> {
  const place = mkdtempSync(join(tmpdir(), 'basewright-bundle-'));
  const standIn = makeLivemediaCreator(behaviour);
  t.after(() => [place, standIn.directory].forEach((each) => rmSync(each, { recursive: true, force: true })));
  for (const [name, says] of [['anaconda', ':'], ['id', 'echo 0'], ['uname', 'echo x86_64']] as const) {
    writeFileSync(join(standIn.directory, name), `#!/bin/sh\n${says}\n`);
    chmodSync(join(standIn.directory, name), 0o755);
  }
  const definition = fixture('minimal');
  const { fileName, bytes } = await buildBundle(definition, outputOf(definition), exampleFacts.now);
  assert.equal(fileName, 'edge-build.tar');
  execFileSync('tar', ['-x', '-C', place], { input: bytes });
  const directory = join(place, 'edge-build');
  return {
    directory,
    run: () => {
      const { status, stdout, stderr } = spawnSync(join(directory, 'build-image'), { encoding: 'utf8', cwd: '/', env: { ...process.env, PATH: `${standIn.directory}:${process.env['PATH'] ?? ''}` } });
      return { status, text: `${stdout}${stderr}` };
    },
  };
}

test('the script of the bundle builds, looks at the result and names it', async (t) => {
  const { directory, run } = await unpacked(t, 'ready');
  const { status, text } = run();
  assert.equal(status, 0, text);
  const image = join(directory, 'edge-node-1.0-0.20261124.0.squashfs');
  assert.match(readFileSync(`${image}.sha256`, 'utf8'), /^[0-9a-f]{64} {2}edge-node-1\.0-0\.20261124\.0\.squashfs\n$/);
  execFileSync('sha256sum', ['--check', `${image}.sha256`], { cwd: directory });
  assert.match(text, /Done\. Upload edge-node-1\.0-0\.20261124\.0\.squashfs on the page "Images"\./);
  assert.match(run().text, /edge-result exists from an earlier build\. Move it away\./);
});

test('the script tells what it made in vain', async (t) => {
  assert.match((await unpacked(t, 'none')).run().text, /The image does not hold LiveOS\/rootfs\.img, so no node could be upgraded with it\./);
  const failing = (await unpacked(t, 'failing')).run();
  assert.equal(failing.status, 1);
});

test('the bundle says what is to be known', async (t) => {
  const { directory } = await unpacked(t, 'ready');
  const text = readFileSync(join(directory, 'README'), 'utf8');
  assert.match(text, /^How to build the image edge-node-1\.0-0\.20261124\.0\n=+\n\nWARNING: edge-build\.ks is only for building an image/);
  assert.match(text, /mock -r centos-stream-9-x86_64[^]*--iso=boot\.iso[^]*koji spin-livemedia[^]*mksquashfs/);
  assert.deepEqual(JSON.parse(readFileSync(join(directory, 'definition.json'), 'utf8')), fixture('minimal'));
  assert.equal(readFileSync(join(directory, 'edge-build.ks'), 'utf8'), outputOf(fixture('minimal')).kickstart.text);
});
