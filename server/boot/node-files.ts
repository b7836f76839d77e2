// SPDX-License-Identifier: GPL-2.0-or-later
// What a running node is made manageable with: its tools and the page for Cockpit, as their own builds wrote them. They hold no secret and are open to all.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, imageAnswer, nodeFileNotBuilt, notFound } from './answer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES: ReadonlyMap<string, string> = new Map([
  ['basewright-node.pyz', join(ROOT, 'node', 'dist', 'basewright-node.pyz')],
  ['cockpit-basewright.tar.gz', join(ROOT, 'cockpit', 'dist', 'cockpit-basewright.tar.gz')],
]);

/** Whether there is such a file below /node/; it need not be built. */
export const isNodeFile = (name: string): boolean => FILES.has(name);

/** Those that are not built, by their paths. */
export function missingNodeFiles(files = FILES): string[] {
  return [...files.values()].filter((path) => !existsSync(path));
}

/** The answer for `name` below /node/. Read anew each time: it is small, asked for once per installation, and may be rebuilt. */
export function nodeFileAnswer(name: string, files = FILES): Answer {
  const path = files.get(name);
  if (path === undefined) return notFound;
  try {
    return imageAnswer(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nodeFileNotBuilt;
    throw error;
  }
}
