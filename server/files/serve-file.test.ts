// SPDX-License-Identifier: GPL-2.0-or-later
// Files over real sockets: exact answers, ranges, hostile paths, clients that stand still or leave, and files that change under us.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { exchangeBytes, startFileServer, temporaryDirectory } from './file-server.fixture.ts';
import { openInside } from './open-inside.ts';

const SEED = 20261124;
const MIB = 1024 * 1024;

function directoryWith(files: Readonly<Record<string, Buffer>>): string {
  const root = join(temporaryDirectory(), 'root');
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  return root;
}

/** A client that has asked and reads nothing by itself. */
async function silentClient(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

describe('whole files', async () => {
  const content = randomBytes(3 * MIB + 17);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const root = directoryWith({ image: content, empty: Buffer.alloc(0) });
  const server = await startFileServer(root, { sha256 });

  test('GET, byte by byte, with no encoding whatever the client accepts', async () => {
    const head = (await exchangeBytes(server.port, 'GET /image HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nConnection: close\r\n\r\n')).subarray(0, 600).toString('latin1').split('\r\n\r\n')[0] ?? '';
    const lines = head.split('\r\n').filter((line) => !line.startsWith('Date:'));
    assert.deepEqual(lines, [
      'HTTP/1.1 200 OK', 'Content-Type: application/octet-stream', `Content-Length: ${content.length}`, 'Accept-Ranges: bytes', `ETag: "${sha256}"`,
      'Cache-Control: no-transform', 'X-Content-Type-Options: nosniff', 'Connection: close',
    ]);
    const answer = await fetch(`${server.url}/image`);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), content);
  });

  test('HEAD as Anaconda asks: 200 with the whole length and no byte more, a range or not', async () => {
    for (const range of ['', 'Range: bytes=0-1\r\n']) {
      const bytes = await exchangeBytes(server.port, `HEAD /image HTTP/1.1\r\nHost: x\r\n${range}Connection: close\r\n\r\n`);
      const text = bytes.toString('latin1');
      assert.match(text, new RegExp(`^HTTP/1\\.1 200 OK\r\n[^]*\r\nContent-Length: ${content.length}\r\n`));
      assert(text.endsWith('\r\n\r\n'));
      assert.doesNotMatch(text, /transfer-encoding|content-encoding|location/i);
    }
  });

  test('an HTTP/1.0 client, such as a boot loader, gets it with a length too', async () => {
    const text = (await exchangeBytes(server.port, 'GET /image HTTP/1.0\r\n\r\n')).toString('latin1');
    assert.match(text, new RegExp(`Content-Length: ${content.length}\r\n`));
    assert.equal(text.length - text.indexOf('\r\n\r\n') - 4, content.length);
  });

  test('curl, with a download cut and resumed', async () => {
    const file = join(temporaryDirectory(), 'got');
    writeFileSync(file, content.subarray(0, MIB));
    await promisify(execFile)('curl', ['--silent', '--fail', '--continue-at', '-', '--output', file, `${server.url}/image`]);
    assert.deepEqual(readFileSync(file), content);
  });

  test('416 tells the size', async () => {
    const answer = await fetch(`${server.url}/image`, { headers: { range: `bytes=${content.length}-` } });
    assert.equal(answer.status, 416);
    assert.equal(answer.headers.get('content-range'), `bytes */${content.length}`);
    assert.equal(await answer.text(), '');
  });

  test('an empty file', async () => {
    const answer = await fetch(`${server.url}/empty`);
    assert.deepEqual([answer.status, answer.headers.get('content-length'), await answer.text()], [200, '0', '']);
  });

  test('without a hash the ETag follows the content; a range of another content becomes the whole file', async () => {
    const changing = directoryWith({ tree: Buffer.from('first') });
    const { url } = await startFileServer(changing);
    const etag = (await fetch(`${url}/tree`)).headers.get('etag') ?? '';
    assert.match(etag, /^"[0-9a-f-]+"$/);
    assert.equal((await fetch(`${url}/tree`, { headers: { range: 'bytes=1-2', 'if-range': etag } })).status, 206);
    writeFileSync(join(changing, 'new'), 'other');
    renameSync(join(changing, 'new'), join(changing, 'tree'));
    const answer = await fetch(`${url}/tree`, { headers: { range: 'bytes=1-2', 'if-range': etag } });
    assert.deepEqual([answer.status, await answer.text()], [200, 'other']);
  });
});

describe('parts of files', () => {
  test('any range of any file: the same bytes as of the file', async () => {
    const sizes = [1, 2, 511, 512 * 1024, 512 * 1024 + 1];
    const many = directoryWith(Object.fromEntries(sizes.map((size) => [String(size), randomBytes(size)])));
    const { url } = await startFileServer(many);
    const sample = fc.constantFrom(...sizes).chain((size) => fc.record({ size: fc.constant(size), start: fc.nat(size - 1), length: fc.integer({ min: 1, max: size }) }));
    await fc.assert(fc.asyncProperty(sample, async ({ size, start, length }) => {
      const answer = await fetch(`${url}/${size}`, { headers: { range: `bytes=${start}-${start + length - 1}` } });
      const wanted = readFileSync(join(many, String(size))).subarray(start, start + length);
      assert.equal(answer.status, 206);
      assert.equal(answer.headers.get('content-range'), `bytes ${start}-${start + wanted.length - 1}/${size}`);
      assert.equal(answer.headers.get('content-length'), String(wanted.length));
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), wanted);
    }), { seed: SEED, numRuns: 150 });
  });

  test('what went out is counted', async () => {
    const content = randomBytes(3 * MIB + 17);
    const root = directoryWith({ image: content });
    let bytes = 0;
    const server = await startFileServer(root, { onBytes: (count) => (bytes += count) });
    // The client may have the last byte before the server knows that it has.
    const served = async (init: RequestInit = {}) => (await Promise.all([server.next(), fetch(`${server.url}/image`, init).then((answer) => answer.arrayBuffer())]))[0];
    assert.deepEqual(await served(), { outcome: 'sent', status: 200, bytes: content.length });
    assert.deepEqual(await served({ headers: { range: 'bytes=100-199' } }), { outcome: 'sent', status: 206, bytes: 100 });
    assert.deepEqual(await served({ method: 'HEAD' }), { outcome: 'sent', status: 200, bytes: 0 });
    assert.equal(bytes, content.length + 100);
  });
});

describe('hostile paths', () => {
  const place = temporaryDirectory();
  const root = join(place, 'root');
  mkdirSync(join(root, 'images', 'deep'), { recursive: true });
  mkdirSync(join(place, 'root-beside'));
  for (const path of ['root/file', 'root/images/deep/file', 'secret', 'root-beside/secret']) writeFileSync(join(place, path), path);
  const links = { inside: 'file', 'to-secret': '../secret', absolute: join(place, 'secret'), up: '..', beside: '../root-beside', circle: 'circle', 'inside-dir': 'images', passwd: '/etc/passwd', device: '/dev/zero', descriptor: '/proc/self/fd' };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  execFileSync('mkfifo', [join(root, 'pipe')]);

  const contentOf = async (path: string, from = root): Promise<string | undefined> => {
    const opened = await openInside(from, path);
    if (opened === undefined) return undefined;
    const text = await opened.handle.readFile('utf8');
    await opened.handle.close();
    return text;
  };

  test('files of the directory, also through its own links', async () => {
    assert.equal(await contentOf('file'), 'root/file');
    assert.equal(await contentOf(join(root, 'file')), 'root/file');
    assert.equal(await contentOf('inside'), 'root/file');
    assert.equal(await contentOf('inside-dir/deep/file'), 'root/images/deep/file');
    symlinkSync(root, join(place, 'root-link'));
    assert.equal(await contentOf('file', join(place, 'root-link')), 'root/file');
  });

  test('nothing else', async () => {
    const refused = [
      '', '.', '..', '/', '../secret', 'images/../file', 'images/../../secret', './file', 'images//deep/file', 'file/', 'images', 'nothing', 'file/x', 'to-secret', 'absolute', 'up/secret', 'up/root/../secret', 'beside/secret',
      'circle', 'passwd', 'device', 'descriptor/0', 'pipe', 'file\0', '\0', join(place, 'secret'), `${root}-beside/secret`, `${root}/../secret`, '/etc/passwd', '/dev/zero', '/proc/self/environ', 'x'.repeat(300), 'a/'.repeat(5000),
      '..\\secret', '%2e%2e/secret', '....//secret', '\u2024\u2024/secret',
    ];
    for (const path of refused) assert.equal(await contentOf(path), undefined, path);
  });

  test('any path of such pieces never shows what lies outside', async () => {
    const piece = fc.constantFrom('..', '.', '', 'images', 'deep', 'file', 'secret', 'root', 'root-beside', 'etc', 'passwd', ...Object.keys(links));
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 7 }), fc.constantFrom('', '/', `${root}/`, `${place}/`), async (pieces, before) => {
      const text = await contentOf(before + pieces.join('/'));
      assert(text === undefined || text === 'root/file' || text === 'root/images/deep/file');
    }), { seed: SEED, numRuns: 3000 });
  });

  test('over the network: one plain 404', async () => {
    const { url } = await startFileServer(root);
    for (const path of ['%2e%2e%2fsecret', 'to-secret', 'nothing', 'images']) assert.equal((await fetch(`${url}/${path}`)).status, 404, path);
  });
});

const big = 32 * MIB;

describe('clients that misbehave', () => {
  const root = directoryWith({ big: Buffer.alloc(big, 'x') });

  test('a client that stops reading is closed, and the file with it', async () => {
    const server = await startFileServer(root, {}, 300);
    const before = readdirSync('/proc/self/fd').length;
    const end = server.next();
    const socket = await silentClient(server.port, '/big');
    const result = await end;
    assert.equal(result.outcome, 'cut');
    assert('bytes' in result && result.bytes < big);
    socket.destroy();
    const files = readdirSync('/proc/self/fd').length;
    assert(files <= before + 2, `${files} descriptors, ${before} before`);
  });

  test('a client that reads a byte now and then is closed as well', async () => {
    const server = await startFileServer(root, {}, 400);
    const end = server.next();
    const socket = await silentClient(server.port, '/big');
    const trickle = setInterval(() => {
      socket.read(1);
    }, 10);
    const result = await end;
    clearInterval(trickle);
    assert.equal(result.outcome, 'cut');
    socket.destroy();
  });

  test('a client that reads slowly, but reads, is served to the end', async () => {
    const server = await startFileServer(root, {}, 1500);
    const end = server.next();
    const socket = await silentClient(server.port, '/big');
    let bytes = 0;
    // Never silent for as long as the limit, and longer in all.
    for (const [start, more] = [performance.now(), () => performance.now() - start < 1200]; more();) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      const part: unknown = socket.read(64 * 1024);
      if (Buffer.isBuffer(part)) bytes += part.length;
    }
    socket.on('data', (part) => (bytes += part.length)).resume();
    assert.deepEqual(await end, { outcome: 'sent', status: 200, bytes: big });
    socket.destroy();
  });

  test('after it the connection is the server\'s again: its own clock, and no listener that stays', async () => {
    const server = await startFileServer(root, {}, 50);
    const socket = connect(server.port, '127.0.0.1');
    const answers = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (part) => {
        text += part.toString('latin1');
        if (text.split('HTTP/1.1 206').length === 3) resolve(text);
      });
    });
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n');
    await server.next();
    // Longer than the limit of the answer; the server's own limit for silent connections is a minute.
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n');
    await answers;
    socket.destroy();
  });

  test('500 clients that leave in the middle leave no open file', async () => {
    const server = await startFileServer(root);
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 10; round += 1) {
      const ends = Array.from({ length: 50 }, () => server.next());
      const sockets = await Promise.all(ends.map(() => silentClient(server.port, '/big')));
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('readable', resolve))));
      for (const socket of sockets) socket.destroy();
      for (const { outcome } of await Promise.all(ends)) assert.equal(outcome, 'cut');
    }
    const files = readdirSync('/proc/self/fd').length;
    assert(files <= before + 2, `${files} descriptors, ${before} before`);
  });
});

describe('files that change while they go out', () => {
  const changes: Readonly<Record<string, (path: string) => void>> = {
    'cut short': (path) => truncateSync(path, 20 * MIB),
    'made longer': (path) => appendFileSync(path, 'y'),
    'written in place': (path) => utimesSync(path, new Date(0), new Date(1000)),
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`a file that is ${name} while it goes out never ends as a whole one`, async () => {
      const directory = directoryWith({ big: Buffer.alloc(big, 'x') });
      const server = await startFileServer(directory);
      const end = server.next();
      const socket = await silentClient(server.port, '/big');
      await new Promise((resolve) => socket.once('readable', resolve));
      change(join(directory, 'big'));
      let bytes = 0;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('data', (part) => (bytes += part.length)).resume();
      const result = await end;
      await closed;
      assert.equal(result.outcome, 'broken');
      assert(bytes < big, 'fewer bytes than the length that was promised');
    });
  }

  test('a file that is replaced or deleted goes out to its end as it was', async () => {
    const directory = directoryWith({ big: Buffer.alloc(big, 'x'), other: Buffer.alloc(big, 'y') });
    const server = await startFileServer(directory);
    const answer = await fetch(`${server.url}/big`);
    renameSync(join(directory, 'other'), join(directory, 'big'));
    assert(Buffer.from(await answer.arrayBuffer()).equals(Buffer.alloc(big, 'x')));
  });
});
