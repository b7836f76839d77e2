// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: small installer trees, as directories, as ISO files made by the real xorriso, and behind a real HTTP server.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { makeTreeIn, type Release } from './tree-files.fixture.ts';

/** A directory that is gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-trees-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A directory with an installer and, in `more`, other files; `undefined` leaves one out. */
export function makeTree(more: Readonly<Record<string, string | undefined>> = {}, release: Release = {}): string {
  return makeTreeIn(join(temporaryDirectory(), 'os'), more, release);
}

/** An ISO of a directory, as lorax makes it: Rock Ridge and Joliet. */
export function makeIso(root: string): string {
  const iso = join(temporaryDirectory(), 'boot.iso');
  execFileSync('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'CentOS-Stream-9-BaseOS-x86_64', '-o', iso, root], { stdio: 'ignore' });
  return iso;
}

export type Mirror = { readonly url: string; /** Method and path of every request. */ readonly asked: string[] };

/** Serves a directory under /os. @param answer may answer a path with another status, or undefined to let it be. */
export async function startMirror(root: string, answer: (path: string) => { status: number; location?: string } | undefined = () => undefined): Promise<Mirror> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/os\//, '');
    asked.push(`${request.method ?? ''} ${path}`);
    const other = answer(path);
    if (other !== undefined) {
      response.writeHead(other.status, other.location === undefined ? {} : { location: other.location }).end();
      return;
    }
    try {
      const bytes = readFileSync(join(root, path));
      response.writeHead(200, { 'content-length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes);
    } catch {
      response.writeHead(404).end('not here');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/os`, asked };
}
