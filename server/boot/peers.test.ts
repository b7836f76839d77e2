// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes that other provisioning systems made and that users paid for, each as a test that it is not made here.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { hostFixtures, profileFixtures, reportingFixtures } from '#kickstart/profile/fixtures.ts';
import { renderKickstart } from '#kickstart/render.ts';
import { deleteHost } from '../hosts/hosts.ts';
import { type BootSite, host, MAC, NOT_FOUND, openBootSite, OTHER_MAC, otherHost, ask, read, runPlane, type RunningPlane } from './boot-plane.fixture.ts';

let site: BootSite;
let plane: RunningPlane;

before(async () => {
  site = await openBootSite();
  await site.put(otherHost(9));
  plane = await runPlane(site);
});
after(async () => {
  await plane.stop();
  await site.remove();
});

const post = (token: string, report: string, body = '') => read(plane.port, `/t/${token}/report/${report}`, { method: 'POST', body });
const SPELLINGS = (mac: string) => [mac, mac.toUpperCase(), mac.replaceAll(':', '-'), mac.replaceAll(':', ''), `01-${mac.replaceAll(':', '-')}`, `${mac.slice(0, 2)}${mac.slice(3, 5)}.${mac.slice(6, 8)}${mac.slice(9, 11)}.${mac.slice(12, 14)}${mac.slice(15, 17)}`];

describe('reinstalling in a loop (Cobbler #166 #2015 #2321 #3329, Tinkerbell #951 #223, tink #116)', () => {
  test('a host that was installed gets its local disk by every route, in every spelling, however often it boots', async () => {
    await site.disarm();
    const { token } = await site.arm();
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    await post(token, 'installed');
    for (let boot = 0; boot < 3; boot += 1) {
      for (const mac of host.macs.flatMap(SPELLINGS)) {
        assert.equal(await ask(plane.port, `/ks/${mac}`), NOT_FOUND, mac);
        assert.equal(await ask(plane.port, `/t/${token}/ks/${mac}`), NOT_FOUND, mac);
        for (const form of ['ipxe', 'grub.cfg']) assert.doesNotMatch((await read(plane.port, `/boot/${mac}/${form}`)).body, /inst\./, `${mac} ${form}`);
      }
    }
  });

  test('the same when the report of its end was lost: what it told before closes the gate', async () => {
    await site.disarm();
    const { token } = await site.arm();
    await read(plane.port, `/ks/${MAC}`);
    await post(token, 'storage');
    assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND);
    assert.doesNotMatch((await read(plane.port, `/boot/${MAC}/ipxe`)).body, /inst\./);
  });

  test('a deleted host falls to no default: it is unknown, and an unknown machine is never installed (Cobbler #685)', async () => {
    await site.put(otherHost(8));
    await site.arm({ id: 'other8' });
    await deleteHost(site.store, 'other8', { kind: 'force' });
    const [mac = ''] = otherHost(8).macs;
    assert.equal(await ask(plane.port, `/ks/${mac}`), NOT_FOUND);
    for (const form of ['ipxe', 'grub.cfg']) assert.doesNotMatch((await read(plane.port, `/boot/${mac}/${form}`)).body, /inst\.|kernel http|linux \(/);
  });
});

describe('routes that change or tell something without a login (Cobbler #1916 and /nopxe, Warewulf #2033)', () => {
  test('nothing that a stranger can send without a token changes an installation or says a secret', async () => {
    await site.disarm();
    const { token, installation } = await site.arm();
    const targets = ['/', '/boot/ipxe', '/boot/grub.cfg', '/report/installed', '/t//report/installed', `/t/${'A'.repeat(43)}/report/installed`, `/t/${'A'.repeat(43)}/decision`, '/addon/product.img', `/report/${installation.id}`, `/t/${installation.id}/report/installed`, `/t/${installation.token_hash}/report/installed`, `/t/${installation.token_hash.slice(0, 43)}/report/installed`, '/nopxe', '/healthz'];
    for (const target of targets) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
        const { body } = await read(plane.port, target, { method, ...(method !== 'GET' && method !== 'HEAD' && { body: 'x' }) });
        assert.ok(!body.includes(token) && !body.includes(installation.id), `${method} ${target}`);
      }
    }
    const now = (await site.current()).installation;
    assert.deepEqual(now, installation);
  });

  test('a token opens the installation of its own host and no other', async () => {
    await site.disarm();
    await site.disarm('other9');
    const mine = await site.arm();
    const theirs = await site.arm({ id: 'other9' });
    await read(plane.port, `/ks/${MAC}`);
    await read(plane.port, '/ks/52:54:00:00:00:09');
    await post(mine.token, 'installed');
    assert.deepEqual([(await site.current()).installation.state, (await site.current('other9')).installation.state], ['installed', 'installing']);
    assert.equal(await ask(plane.port, `/t/${theirs.token}/ks/${MAC}`), NOT_FOUND);
  });
});

describe('the wrong disk erased (netboot.xyz #1579, bootc-image-builder #900)', () => {
  test('every kickstart names the disk it may touch, before it says what to erase, and clears no other', () => {
    for (const [name, document] of profileFixtures) {
      for (const its of [undefined, ...hostFixtures.values()]) {
        const lines = renderKickstart(document, its, reportingFixtures.reporting).text.split('\n');
        const only = lines.findIndex((line) => /^(ignoredisk --only-use=\S+|%include \/tmp\/basewright-disk\.ks)$/.test(line));
        const erases = lines.findIndex((line) => /^(zerombr|clearpart|part|reqpart)\b/.test(line));
        assert.ok(only >= 0 && only < erases, `${name}: ${lines[only]}`);
        const disk = /--only-use=(\S+)/.exec(lines[only] ?? '')?.[1];
        const cleared = lines.filter((line) => line.startsWith('clearpart'));
        for (const line of cleared) assert.ok(disk === undefined ? !line.includes('--drives') : line.includes(`--drives=${disk}`), `${name}: ${line}`);
      }
    }
  });
});

describe('"done" before it is done, and failures that look like success (Ironic, nodectl, Foreman)', () => {
  test('"installed" is the last thing a kickstart says, after the check that stops a node without a layer', () => {
    for (const [name, document] of profileFixtures) {
      const { text } = renderKickstart(document, host, reportingFixtures.reporting);
      const sections = text.split(/^(?=%(?:pre|post|addon|onerror|pre-install)\b)/m);
      assert.match(sections.at(-1) ?? '', /sync\nsend installed\n/, name);
      if (document.layout.init) assert.match(sections.at(-2) ?? '', /@imgbased:layer/, name);
    }
  });

  test('no word of the installer makes a host healthy, and a booted node whose check fails is not, though imgbase exits with 0', async () => {
    await site.disarm();
    const { token } = await site.arm();
    await read(plane.port, `/ks/${MAC}`);
    for (const report of ['started', 'storage', 'image', 'installed', 'installed']) await post(token, report);
    assert.equal((await site.current()).installation.state, 'installed');
    const { body } = await post(token, 'check-in', '@layer\nYou are on node-1-1+1\n@layout\nnode-1-1\n +- node-1-1+1\n@check\nStatus: \u001b[31mFAILED\u001b[0m\n');
    assert.match(body, /^not healthy: /);
    assert.equal((await site.current()).installation.state, 'installed');
  });
});

describe('MAC addresses taken wrongly (Tinkerbell #306 #453, Foreman #401 #664, xCAT #7484, Matchbox #415)', () => {
  test('any card of the host in any spelling leads to it, for scripts as for kickstarts; a bond is told by its members', async () => {
    for (const mac of host.macs.flatMap(SPELLINGS)) {
      await site.disarm();
      await site.arm();
      assert.match((await read(plane.port, `/boot/${mac}/ipxe`)).body, /no installer tree|inst\.ks/, mac);
      assert.equal((await read(plane.port, `/ks/${mac}`)).status, 200, mac);
    }
    await site.disarm();
    await site.arm();
    const headers = [`X-RHN-Provisioning-MAC-0: eno1 ${MAC}`, `X-RHN-Provisioning-MAC-1: eno2 ${OTHER_MAC}`, `X-RHN-Provisioning-MAC-2: bond0 ${MAC}`];
    assert.equal((await read(plane.port, '/ks', { headers })).status, 200);
  });

  test('cards of two hosts in one machine lead to neither', async () => {
    await site.disarm();
    await site.arm();
    const headers = [`X-RHN-Provisioning-MAC-0: eno1 ${MAC}`, 'X-RHN-Provisioning-MAC-1: eno2 52:54:00:00:00:09'];
    assert.equal(await ask(plane.port, '/ks', { headers }), NOT_FOUND);
    assert.equal((await site.current()).installation.state, 'armed');
  });
});
