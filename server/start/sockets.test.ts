// SPDX-License-Identifier: GPL-2.0-or-later
// Sockets by systemd's protocol: taken when they are meant for this process, refused with a reason when they cannot be used.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { heldBootSocket, SocketError, withSocket } from './sockets.ts';

const HOLDER = fileURLToPath(new URL('../../bench/hold_socket.py', import.meta.url));
const PRINT = `
  import { heldBootSocket, withSocket } from ${JSON.stringify(new URL('sockets.ts', import.meta.url).href)};
  const held = heldBootSocket();
  console.log(JSON.stringify({ held, environment: withSocket({ BASEWRIGHT_BOOT_LISTEN: '0.0.0.0:8080' }, held) }));
`;

/** What a process prints that has the socket of hold_socket.py, and the port of that socket. */
function printed(): Promise<{ port: number; said: string }> {
  return new Promise((resolve) => {
    const child = spawn('python3', [HOLDER, '127.0.0.1', process.execPath, '--input-type=module', '--eval', PRINT], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.endsWith('}\n')) child.stdin.end();
    });
    child.once('close', () => resolve({ port: Number(/"port": (\d+)/.exec(out)?.[1]), said: said.trim().split('\n').at(-1) ?? '' }));
  });
}

test('the socket is taken with its address, which replaces the setting', async () => {
  const { port, said } = await printed();
  assert.deepEqual(JSON.parse(said), { held: { fd: 3, listen: { host: '127.0.0.1', port } }, environment: { BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}` } });
});

test('without sockets, or with those of another process, the plane opens its own', () => {
  assert.equal(heldBootSocket({}, 77), undefined);
  assert.equal(heldBootSocket({ LISTEN_PID: '76', LISTEN_FDS: '1', LISTEN_FDNAMES: 'boot' }, 77), undefined);
  assert.equal(heldBootSocket({ LISTEN_PID: '77', LISTEN_FDS: '0' }, 77), undefined);
  assert.deepEqual(withSocket({ BASEWRIGHT_BOOT_LISTEN: '[::]:1' }, undefined), { BASEWRIGHT_BOOT_LISTEN: '[::]:1' });
});

test('a socket that nobody here can use is refused with what to do', () => {
  const given = (names: string, count: number) => () => heldBootSocket({ LISTEN_PID: '77', LISTEN_FDS: String(count), LISTEN_FDNAMES: names }, 77);
  assert.throws(given('admin', 1), /^SocketError: systemd hands over a socket named "admin", but only the boot plane takes one.*FileDescriptorName=boot/);
  assert.throws(given('boot:boot', 2), /Leave one ListenStream=/);
  assert.throws(given('', 1), SocketError);
});

test('a descriptor that is no socket is refused', () => {
  assert.throws(() => heldBootSocket({ BASEWRIGHT_BOOT_FD: '99999' }), /^SocketError: Descriptor 99999 .* no listening TCP socket/);
});
