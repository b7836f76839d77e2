// SPDX-License-Identifier: GPL-2.0-or-later
// Offline instructions for everybody who may look, the archive with its hashes for admins.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openTestApi, profileDocument } from './api.fixture.ts';

const api = await openTestApi();
after(() => api.store.remove());
const text = (value: unknown): string => JSON.stringify(value);

const put = async (path: string, body: object): Promise<void> => {
  const { status, body: answer } = await api.call(path, { method: 'PUT', as: 'admin', body });
  assert.equal(status, 201, text(answer));
};
// Without the layout step no add-on is needed: whether that has been built depends on the machine.
const plain = { layout: { init: false } };
await put('profiles/edge', profileDocument('edge', plain));
await put('profiles/unchecked', profileDocument('unchecked', { ...plain, image: { url: 'http://192.0.2.1/node.squashfs' } }));
await put('hosts/node1', { hostname: 'node1', macs: ['52:54:00:ab:cd:01'], profile: 'edge' });

test('the command, for a host and for a profile', async () => {
  const host = await api.call('hosts/node1/offline', { as: 'viewer' });
  assert.deepEqual(host.body, {
    command: "sudo mkksiso --ks node1.ks --add node.squashfs --cmdline 'inst.nosave=input_ks inst.text' boot.iso node1.iso", fetchImage: 'curl --fail --location --output node.squashfs http://192.0.2.1/node.squashfs', image: 'node.squashfs', kickstart: 'node1.ks', output: 'node1.iso', archive: 'node1-offline.tar', reasons: [],
  });
  assert.match(text((await api.call('profiles/edge/offline', { as: 'viewer' })).body), /--ks edge\.ks/);
  assert.equal((await api.call('hosts/nobody/offline', { as: 'viewer' })).status, 404);
});

test('the archive, for admins', async () => {
  for (const role of ['viewer', 'operator'] as const) assert.equal((await api.call('hosts/node1/bundle', { as: role })).status, 403);
  const { status, headers, body } = await api.call('hosts/node1/bundle', { as: 'admin' });
  assert.equal(status, 200, text(body));
  assert.equal(headers.get('content-type'), 'application/x-tar');
  assert.equal(headers.get('content-disposition'), 'attachment; filename="node1-offline.tar"');
  assert.match(text(body), /node1-offline\/node1\.ks.*file:\/\/\/run\/install\/repo\/node\.squashfs/);
  assert.equal((await api.call('profiles/edge/bundle', { as: 'admin' })).status, 200);
});

test('what could not install is refused with the reasons', async () => {
  const { status, body } = await api.call('profiles/unchecked/bundle', { as: 'admin' });
  assert.equal(status, 409);
  assert.match(text(body), /"path":"image.checksum"/);
  assert.match(text((await api.call('profiles/unchecked/offline', { as: 'viewer' })).body), /"archive":null,"reasons":\["The image has no checksum/);
  await put('profiles/layered', profileDocument('layered'));
  const isBuilt = existsSync(fileURLToPath(new URL('../../anaconda-addon/build/product.img', import.meta.url)));
  const layered = await api.call('profiles/layered/bundle', { as: 'admin' });
  assert.equal(layered.status, isBuilt ? 200 : 409, text(layered.body));
});

test('kernel arguments that a kernel would not read to their end', async () => {
  await put('profiles/odd', profileDocument('odd', { ...plain, finish: { kernelArguments: Array.from({ length: 40 }, (_, index) => `inst.note${index}=${'x'.repeat(50)}`) } }));
  for (const what of ['offline', 'bundle']) {
    const { status, body } = await api.call(`profiles/odd/${what}`, { as: 'admin' });
    assert.equal(status, 409);
    assert.match(text(body), /kernel arguments are [0-9]+ characters long, and the kernel reads only/);
  }
});
