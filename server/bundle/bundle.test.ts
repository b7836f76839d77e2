// SPDX-License-Identifier: GPL-2.0-or-later
// Offline ISOs: the words a shell reads, the kickstart that asks nothing of a network, and the archive, read by the real tar and sha256sum.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { Host } from '#kickstart/profile/host.ts';
import { isTar } from '#kickstart/profile/image.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { addImage } from '../images/image-store.ts';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { makeBundle } from './bundle.ts';
import { offlineImageName, offlineIso, offlineKickstart } from './offline-iso.ts';
import { shellCommand } from './shell-quote.ts';

const SEED = 20261124;

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-bundle-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const profile = Profile.parse({
  id: 'edge', title: 'Edge nodes', target: 'centos9', image: { url: 'https://images.example.com/node%20(1).squashfs?x=1', checksum: 'a'.repeat(64), proxy: 'http://proxy.example.com:3128', noverifyssl: true },
  storage: { disk: { by: 'device', device: 'vda' } }, finish: { kernelArguments: ['console=ttyS0,115200', 'crashkernel=256M', 'quiet'] },
});
const host = Host.parse({ hostname: 'node1.example.com', macs: ['52:54:00:ab:cd:01'], profile: 'edge', overrides: { kernelArguments: ['pci=noaer'] } });

describe('words for a shell', () => {
  test('plain words stay plain', () => {
    assert.equal(shellCommand(['mkksiso', '--cmdline', 'inst.text a=b', 'it\'s.iso']), "mkksiso --cmdline 'inst.text a=b' 'it'\\''s.iso'");
    assert.equal(shellCommand(['']), "''");
  });

  test('any words: a real shell reads back exactly these', () => {
    const word = fc.string({ unit: fc.oneof(fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', '\t', ' ', '*', '~', '&', '|', ';', '#', '=', '-', '(', '{', '\u{1f600}', 'é'), fc.string({ minLength: 1, maxLength: 1 })) }).filter((text) => !text.includes('\0') && text.isWellFormed());
    // Many commands in one script: a shell for each would take minutes.
    const sample = fc.sample(fc.array(word, { minLength: 1, maxLength: 5 }), { seed: SEED, numRuns: 400 });
    const script = sample.map((words) => `printf '%s\\0' ${shellCommand(words)}`).join('\n');
    for (const shell of ['sh', 'bash']) {
      const read = execFileSync(shell, ['-s'], { input: script }).toString('utf8').split('\0').slice(0, -1);
      assert.deepEqual(read, sample.flat(), shell);
    }
  });
});

describe('the command and the kickstart', () => {
  test('of a host', () => {
    assert.deepEqual(offlineIso(profile, host), {
      kickstart: 'node1.example.com.ks', image: 'node-1-.squashfs', output: 'node1.example.com.iso', hasAddon: true,
      command: "sudo mkksiso --ks node1.example.com.ks --updates product.img --add node-1-.squashfs --cmdline 'inst.nosave=input_ks inst.text console=ttyS0,115200 pci=noaer' boot.iso node1.example.com.iso",
    });
  });

  test('of a profile without the layout step; with the card that boots where the kickstart means it', () => {
    assert.equal(offlineIso({ ...profile, layout: { ...profile.layout, init: false }, finish: { ...profile.finish, kernelArguments: [], display: 'graphical' } }, undefined).command, 'sudo mkksiso --ks edge.ks --add node-1-.squashfs --cmdline inst.nosave=input_ks boot.iso edge.iso');
    const bootif = Profile.parse({ ...profile, network: { interfaces: [{ kind: 'ethernet', device: 'bootif' }] } });
    assert.match(offlineIso(bootif, host).command, / BOOTIF=01-52-54-00-ab-cd-01 /);
    assert.doesNotMatch(offlineIso(bootif, undefined).command, /BOOTIF/);
  });

  test('the image comes from the ISO, with its checksum, and nothing is reported', () => {
    const text = offlineKickstart(profile, host);
    assert.match(text, new RegExp(`^liveimg --url=file:///run/install/repo/node-1-\\.squashfs --checksum=${'a'.repeat(64)}$`, 'm'));
    assert.doesNotMatch(text, /https?:\/\/|\/t\/|noverifyssl|curl/);
    assert.match(text, /--hostname=node1\.example\.com/);
  });

  test('names of images keep their ending and hide nothing of the ISO', () => {
    const names: readonly (readonly [string, string])[] = [
      ['http://x/images/abc/node.squashfs', 'node.squashfs'], ['http://x/node.tar.xz', 'node.tar.xz'], ['http://x/', 'node-image'], ['http://x', 'node-image'], ['http://x/images', 'node-image-images'], ['http://x/product.img', 'node-image-product.img'],
      ['http://x/EFI', 'node-image-EFI'], ['http://x/a.ks', 'node-image-a.ks'], ['http://x/..', 'node-image'], ['http://x/-rf', 'rf'], ['http://x/README', 'node-image-README'],
    ];
    for (const [url, name] of names) assert.equal(offlineImageName(url), name, url);
    fc.assert(fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      const name = offlineImageName(url);
      assert.match(name, /^[A-Za-z0-9_+][A-Za-z0-9._+-]{0,130}$/);
      assert.equal(isTar(name), isTar(url));
    }), { seed: SEED });
  });
});

describe('the archive', async () => {
  const data = temporaryDirectory();
  const place = temporaryDirectory();
  const addon = join(place, 'product.img');
  writeFileSync(addon, 'the add-on');
  const image = squashfsBytes(5000);
  const file = join(place, 'node.squashfs');
  writeFileSync(file, image);
  const added = await addImage(data, file);
  assert(added.outcome === 'added');
  const own: Profile = { ...profile, image: { url: `http://192.0.2.1:8080/images/${added.sha256}/node.squashfs`, checksum: added.sha256, noverifyssl: false } };
  const request = { profile: own, host, dataDirectory: data, now: Date.UTC(2026, 10, 23, 12), addon };

  test('is what the real tar, sha256sum and the steps of its README say', async () => {
    const bundle = await makeBundle(request);
    assert(bundle.outcome === 'made', JSON.stringify(bundle));
    assert.equal(bundle.fileName, 'node1.example.com-offline.tar');
    const at = temporaryDirectory();
    execFileSync('tar', ['-xf', '-', '-C', at], { input: bundle.bytes });
    const directory = join(at, 'node1.example.com-offline');
    const listed = execFileSync('tar', ['-tf', '-'], { input: bundle.bytes }).toString();
    assert.deepEqual(listed.trim().split('\n').map((name) => name.split('/')[1]), ['node1.example.com.ks', 'product.img', 'SHA256SUMS', 'README']);
    assert.equal(statSync(join(directory, 'node1.example.com.ks')).mode & 0o777, 0o600);
    assert.equal(readFileSync(join(directory, 'node1.example.com.ks'), 'utf8'), offlineKickstart(own, host));
    const readme = readFileSync(join(directory, 'README'), 'utf8');
    assert(readme.includes(offlineIso(own, host).command));
    assert(Math.max(...readme.split('\n').filter((line) => !line.startsWith('   ')).map((line) => line.length)) <= 130);
    // The steps themselves: fetch the image, check.
    const fetchStep = readme.split('\n').find((line) => line.startsWith('   cp '));
    assert(fetchStep !== undefined);
    execFileSync('sh', ['-ec', `${fetchStep}\nsha256sum --quiet --check SHA256SUMS`], { cwd: directory });
    writeFileSync(join(directory, 'product.img'), 'another');
    assert.throws(() => execFileSync('sha256sum', ['--quiet', '--check', 'SHA256SUMS'], { cwd: directory, stdio: 'ignore' }));
  });

  test('the same documents at the same time give the same bytes', async () => {
    const [first, second] = [await makeBundle(request), await makeBundle(request)];
    assert(first.outcome === 'made' && second.outcome === 'made');
    assert(first.bytes.equals(second.bytes));
  });

  test('what could not install is refused with the reasons; a missing add-on is told', async () => {
    const { checksum: _, ...unchecked } = own.image;
    const refused = await makeBundle({ ...request, profile: { ...own, image: unchecked } });
    assert(refused.outcome === 'refused');
    assert.equal(refused.reasons[0]?.field, 'image.checksum');
    assert.equal((await makeBundle({ ...request, addon: join(place, 'not-built.img') })).outcome, 'no-addon');
    assert.equal((await makeBundle({ ...request, profile: { ...own, layout: { ...own.layout, init: false } }, addon: join(place, 'not-built.img') })).outcome, 'made');
  });
});
