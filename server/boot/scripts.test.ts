// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of boot scripts, discovery and files on the boot plane, with a real store, a real tree and a real image.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { listDiscoveries } from '../discoveries/discoveries.ts';
import { ask, type BootSite, breakable, BOOT_URL, host, MAC, NOT_FOUND, openBootSite, otherHost, profile, read, runPlane, type RunningPlane, SqliteError } from './boot-plane.fixture.ts';
import { openBootStore } from '../store/boot-store.ts';
import { WINDOW_MS } from './gate.ts';

const SEED = 20261124;
const HYPHENS = MAC.replaceAll(':', '-');
const IMAGE = Buffer.alloc(3_000_000, 'image');
const SHA = createHash('sha256').update(IMAGE).digest('hex');
const forms = ['ipxe', 'grub.cfg'] as const;

let site: BootSite;
let plane: RunningPlane;
let now = 0;

before(async () => {
  site = await openBootSite();
  await site.put(otherHost(9));
  const tree = join(site.store.directory, 'tree');
  mkdirSync(join(tree, 'images', 'pxeboot'), { recursive: true });
  writeFileSync(join(tree, 'images', 'pxeboot', 'vmlinuz'), 'a kernel');
  const document = {
    target: profile.target, arch: 'x86_64', source: { kind: 'directory', path: tree }, name: 'oVirt Node', version: '4.5', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img',
    stage2: 'images/install.img', checksums: {}, warnings: [], unpacked: null, readAt: new Date(0).toISOString(),
  };
  await site.store.database.insertInto('trees').values({ target: profile.target, body: JSON.stringify(document), revision: 1, updated_at: 0 }).execute();
  mkdirSync(join(site.store.directory, 'images'));
  writeFileSync(join(site.store.directory, 'images', SHA), IMAGE);
  plane = await runPlane(site, { now: () => now });
});
after(async () => {
  await plane.stop();
  await site.remove();
});

const script = async (mac: string, form = 'ipxe', query = '') => read(plane.port, `/boot/${mac}/${form}${query}`);
const armAnew = async () => {
  now = Date.now();
  await site.disarm();
  return site.arm();
};

describe('an armed host', () => {
  test('gets the installer in both languages, with its token and everything the installer needs, and no value of the request', async () => {
    const { token } = await armAnew();
    for (const form of forms) {
      const { status, body } = await script(HYPHENS, form, '?uuid=EVIL&serial=EVIL%0Aecho');
      assert.equal(status, 200);
      for (const wanted of [`inst.ks=${BOOT_URL}/t/${token}/ks/${MAC}`, `inst.stage2=${BOOT_URL}/trees/${profile.target}`, 'inst.ks.sendmac', 'inst.ks.sendsn', `inst.updates=${BOOT_URL}/addon/updates.img`, 'inst.nosave=input_ks', '/images/pxeboot/vmlinuz', '/images/pxeboot/initrd.img', 'console=ttyS1,115200n8']) assert.ok(body.includes(wanted), `${form}: ${wanted}`);
      assert.doesNotMatch(body, /EVIL|forged/);
    }
    assert.ok((await site.events()).includes('script'));
    assert.equal((await site.current()).installation.state, 'armed', 'a script uses nothing up');
  });

  test('gets it once more after its kickstart, while nothing shows that it arrived, and then its own disk', async () => {
    const { token } = await armAnew();
    assert.equal((await read(plane.port, `/t/${token}/ks/${MAC}`)).status, 200);
    assert.match((await script(MAC)).body, /inst\.ks=/);
    await read(plane.port, `/t/${token}/report/started`, { method: 'POST', body: '@serial\nx\n' });
    for (const form of forms) assert.doesNotMatch((await script(MAC, form)).body, /inst\./);
    await armAnew();
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    now += WINDOW_MS;
    assert.doesNotMatch((await script(MAC)).body, /inst\./);
  });

  test('gets its own disk ever after it is done, also when its kickstart or profile is changed or it is asked for in another way', async () => {
    const { token } = await armAnew();
    await read(plane.port, `/ks/${MAC}`);
    await read(plane.port, `/t/${token}/report/installed`, { method: 'POST', body: '' });
    await site.put({ ...host, overrides: { ...host.overrides, kernelArguments: [] } });
    for (const mac of host.macs) for (const form of forms) assert.doesNotMatch((await script(mac, form)).body, /inst\.|^kernel|^ *linux/m, `${mac} ${form}`);
    await site.put(host);
  });

  test('with no tree for its target starts its own disk, and the log says how to mend it', async () => {
    await armAnew();
    await site.store.database.updateTable('trees').set({ target: 'rhel8' }).execute();
    assert.match((await script(MAC)).body, /no installer tree/);
    assert.match(plane.log.join(''), /"event":"no-installer"/);
    await site.store.database.updateTable('trees').set({ target: profile.target }).execute();
  });
});

test('every other known host boots from its own disk', async () => {
  now = Date.now();
  for (const form of forms) {
    const { status, body } = await script('52-54-00-00-00-09', form);
    assert.equal(status, 200);
    assert.doesNotMatch(body, /inst\.|menu/);
    assert.match(body, /local disk/);
  }
});

test('the script for any machine names the boot plane and nothing of the request', async () => {
  for (const path of ['/boot/ipxe', '/boot/grub.cfg', `/boot/efi/${profile.target}/grub.cfg`]) {
    const { status, body } = await read(plane.port, path, { headers: ['X-Forwarded-Host: forged.example'] });
    assert.equal(status, 200, path);
    assert.match(body, /192\.0\.2\.1:8080/);
    assert.doesNotMatch(body, /forged/);
  }
  assert.match((await read(plane.port, `/boot/efi/${profile.target}/grub.cfg-01-52-54-00-00-00-09`)).body, /local disk/);
});

test('the lists of modules that GRUB asks for first are empty, and nothing else of their directory is there', async () => {
  assert.deepEqual(await read(plane.port, `/boot/efi/${profile.target}/x86_64-efi/command.lst`), { status: 200, body: '' });
  for (const path of ['x86_64-efi/http.mod', 'x86_64-efi', '../x86_64-efi/fs.lst']) assert.equal(await ask(plane.port, `/boot/efi/${profile.target}/${path}`), NOT_FOUND, path);
});

test('an unknown machine gets a harmless menu and stands in the inbox once, with what it said cleaned', async () => {
  now = Date.now();
  const first = await script('52-54-00-aa-00-01', 'ipxe', '?uuid=4c4c4544&serial=S%1b%5b31m1&manufacturer=Dell%20Inc.&other=x');
  assert.match(first.body, /^#!ipxe\nmenu /);
  now += 5000;
  await script('5254.00aa.0001', 'grub.cfg', '?serial=second');
  const [found] = await listDiscoveries(site.store);
  for (let round = 0; round < 3; round += 1) await script('5254.00aa.0001', 'grub.cfg', '?serial=second');
  assert.deepEqual(found, { mac: '52:54:00:aa:00:01', firstSeen: now - 5000, lastSeen: now, address: '127.0.0.1', times: 2, isIgnored: false, facts: { serial: 'second' } });
});

test('300 hostile queries: the inbox holds bounded, printable text, and the script is the same', async () => {
  now = Date.now();
  const expected = (await script('52-54-00-aa-00-02')).body;
  const value = fc.string({ unit: 'binary', maxLength: 300 }).map(encodeURIComponent);
  for (const [serial, product] of fc.sample(fc.tuple(value, value), { seed: SEED, numRuns: 300 }).filter(([one, other]) => one.length + other.length < 4000)) assert.equal((await script('52-54-00-aa-00-02', 'ipxe', `?serial=${serial}&product=${product}`)).body, expected, `seed ${SEED}`);
  const { facts } = (await listDiscoveries(site.store)).find(({ mac }) => mac === '52:54:00:aa:00:02') ?? { facts: {} };
  for (const text of Object.values(facts)) assert.match(String(text), /^[ -~]{1,100}$/);
});

test('while the store fails, boot loaders are told in their own language to wait', async () => {
  const broken = { version: new SqliteError(10, 'disk I/O error') };
  const failing = await runPlane(site, { store: breakable(openBootStore(site.site.dataDirectory), broken) });
  const { status, body } = await read(failing.port, `/boot/${MAC}/ipxe`);
  assert.equal(status, 200);
  assert.match(body, /^#!ipxe\n[^]*sleep/);
  assert.match((await read(failing.port, `/boot/${MAC}/grub.cfg`)).body, /sleep/);
  await failing.stop();
});

describe('files', () => {
  test('of an installer tree are for everybody, and nothing beside them', async () => {
    assert.match(await ask(plane.port, `/trees/${profile.target}/images/pxeboot/vmlinuz`), /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 8\r\n[^]*a kernel$/);
    for (const path of ['rhel8/images/pxeboot/vmlinuz', `${profile.target}/images/none`, `${profile.target}/../secret.key`, `${profile.target}/images/%2e%2e/%2e%2e/secret.key`, `${profile.target}/basewright.sqlite`]) assert.equal(await ask(plane.port, `/trees/${path}`), NOT_FOUND, path);
  });

  test('an image is for the machine that installs it, by its token, and its bytes are counted', async () => {
    const { token } = await armAnew();
    const path = `/images/${SHA}/node.squashfs`;
    for (const target of [path, `/t/${token}${path}`, `/t/${'A'.repeat(43)}${path}`]) assert.equal(await ask(plane.port, target), NOT_FOUND, `before the kickstart: ${target}`);
    await read(plane.port, `/ks/${MAC}`);
    assert.equal(await ask(plane.port, path), NOT_FOUND, 'without its token');
    const head = await ask(plane.port, `/t/${token}${path}`, { method: 'HEAD' });
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(head, new RegExp(`Content-Length: ${IMAGE.length}\r\n[^]*ETag: "${SHA}"`));
    assert.doesNotMatch(head, /Transfer-Encoding|Content-Encoding|Location/);
    assert.equal((await read(plane.port, `/t/${token}${path}`)).body, IMAGE.toString());
    plane.plane.progress.flush();
    const { installation } = await site.current();
    assert.deepEqual([installation.image_bytes, installation.image_size], [IMAGE.length, IMAGE.length]);
    assert.equal(await ask(plane.port, `/t/${token}/images/${'0'.repeat(64)}/node.squashfs`), NOT_FOUND, 'an image that is not there');
    await site.disarm();
    assert.equal(await ask(plane.port, `/t/${token}${path}`), NOT_FOUND, 'after a disarm');
  });
});

test('who names many unknown machines is slowed down, and they do not fill the inbox', async () => {
  now += 10 * 60_000;
  const before = (await listDiscoveries(site.store)).length;
  for (let number = 0; number < 100; number += 1) await script(`52-54-00-bb-00-${number.toString(16).padStart(2, '0')}`);
  assert.equal((await listDiscoveries(site.store)).length - before, 20);
  assert.equal((await script('52-54-00-bb-01-00')).status, 429);
});
