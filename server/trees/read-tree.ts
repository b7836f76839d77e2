// SPDX-License-Identifier: GPL-2.0-or-later
// Reads an installer tree where it is and checks it: is it there, is it whole, is it the installer of the target?

import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { TargetId } from '#kickstart/profile/targets.ts';
import { openInside } from '../files/open-inside.ts';
import type { FieldProblem } from '../store/problems.ts';
import { targetProblem } from './fits-target.ts';
import type { Fetched, GuardedFetch } from './guarded-fetch.ts';
import { parseDiscinfo, parseTreeinfo, type TreeFacts } from './treeinfo.ts';
import { type Architecture, type Tree, type TreeRequest, type TreeSource, treesDirectory } from './tree.ts';
import { removeUnpacked, unpackIso } from './unpack-iso.ts';

export type TreeServices = {
  /** Absolute path of the data directory. */
  readonly dataDirectory: string;
  readonly fetch: GuardedFetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

export type ReadTree = { readonly outcome: 'read'; readonly tree: Tree } | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] };

/** What a kind of place says: the facts, or the sentence that belongs at its field. */
type Looked = { readonly facts: TreeFacts; readonly warnings?: readonly string[]; readonly unpacked?: string } | { readonly problem: string; readonly path?: string };

type Asked = { readonly target: TargetId; readonly arch: Architecture };

/** Reads what `request` names. An ISO is unpacked: when the tree is not kept, its directory is to be removed (removeUnpacked). */
export async function readTree(target: TargetId, { arch, source }: TreeRequest, services: TreeServices): Promise<ReadTree> {
  const looked = await look({ target, arch }, source, services);
  const field = source.kind === 'mirror' ? 'source.url' : 'source.path';
  if ('problem' in looked) return { outcome: 'invalid', errors: [{ path: looked.path ?? field, message: looked.problem }] };
  const { facts, warnings = [], unpacked = null } = looked;
  const { name, version, kernel, initrd, stage2, checksums } = facts;
  const tree: Tree = {
    target, arch, source, name, version, kernel, initrd, stage2, unpacked, checksums: { ...checksums },
    warnings: [...warnings, ...(name === null || version === null ? ['The tree does not say which release it is: make sure that it is the installer of this target.'] : [])],
    readAt: new Date(services.now()).toISOString(),
  };
  return { outcome: 'read', tree };
}

async function look(asked: Asked, source: TreeSource, services: TreeServices): Promise<Looked> {
  switch (source.kind) {
    case 'mirror':
      return lookAtMirror(asked, source.url, services.fetch);
    case 'directory':
      return (await directoryProblem(source.path, services.dataDirectory)) ?? lookAtDirectory(asked, source.path);
    case 'iso': {
      const unpacked = await unpackIso(source.path, asked.target, services.dataDirectory);
      if (unpacked.outcome === 'failed') return { problem: unpacked.message };
      const { name } = unpacked;
      let isGood = false;
      try {
        const looked = await lookAtDirectory(asked, `${treesDirectory(services.dataDirectory)}/${name}`);
        isGood = 'facts' in looked;
        return { ...looked, unpacked: name };
      } finally {
        if (!isGood) await removeUnpacked(services.dataDirectory, name);
      }
    }
  }
}

/** What is wrong with the facts for this target. */
function factsProblem({ target, arch }: Asked, facts: TreeFacts): { problem: string; path?: string } | undefined {
  if (facts.arch !== null && facts.arch !== arch) return { path: 'arch', problem: `This is the installer for ${facts.arch}. Choose that architecture, or a tree for ${arch}.` };
  const problem = targetProblem(target, facts.name, facts.version);
  return problem === undefined ? undefined : { problem };
}

async function lookAtMirror(asked: Asked, url: string, fetch: GuardedFetch): Promise<Looked> {
  const said = await fetch('GET', `${url}/.treeinfo`);
  if (said.outcome === 'failed') return { problem: said.message };
  if (said.status !== 200) return { problem: `There is no .treeinfo under this URL (the server answered ${said.status}). Give the directory that holds it, for example https://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os.` };
  const parsed = parseTreeinfo(said.text, asked.arch);
  if (parsed.outcome === 'unreadable') return { problem: parsed.message };
  const problem = factsProblem(asked, parsed.facts);
  if (problem !== undefined) return problem;
  const { kernel, initrd, stage2 } = parsed.facts;
  const answers: Fetched[] = [];
  for (const path of [kernel, initrd, stage2]) {
    const answer = await fetch('HEAD', `${url}/${path}`);
    if (answer.outcome === 'failed') return { problem: answer.message };
    if (answer.status !== 200) return { problem: `The tree names ${path}, and the server answers ${answer.status} for it. The mirror may be in the middle of an update: try again later, or choose another one.` };
    answers.push(answer);
  }
  return { facts: parsed.facts, warnings: mirrorWarnings(url, answers) };
}

/** A mirror that works for the installer may still be no use to a boot loader. */
function mirrorWarnings(url: string, answers: readonly Fetched[]): string[] {
  const places = new Set(answers.flatMap((answer) => (answer.outcome === 'answered' ? [new URL(answer.url).origin] : [])));
  const moved = [...places].find((origin) => origin !== new URL(url).origin);
  return [
    ...(url.startsWith('https:') ? ['GRUB cannot fetch over https, and iPXE only where it trusts the certificate. Prefer the http address of the mirror.'] : []),
    ...(moved === undefined ? [] : [`This mirror sends its visitors on to ${moved}, and GRUB does not follow. Give an address of that server instead.`]),
  ];
}

/** The data directory holds images that are not for everybody; nothing of it may be served as a tree. */
async function directoryProblem(path: string, dataDirectory: string): Promise<{ problem: string } | undefined> {
  try {
    const [real, data] = await Promise.all([realpath(path), realpath(dataDirectory)]);
    if (real === data || real.startsWith(`${data}${sep}`)) return { problem: 'This is the data directory of Basewright itself. Choose a directory outside of it.' };
    return (await stat(real)).isDirectory() ? undefined : { problem: 'This is no directory. For an ISO file choose "ISO file".' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return { problem: 'There is no such directory on the server. Correct the path.' };
    if (code === 'EACCES') return { problem: 'The user that runs the server may not read this directory. Change its mode, or copy it elsewhere.' };
    throw error;
  }
}

const MOST_TEXT = 1024 * 1024;

async function lookAtDirectory(asked: Asked, root: string): Promise<Looked> {
  const treeinfo = (await textOf(root, '.treeinfo')) ?? (await textOf(root, 'treeinfo'));
  const parsed = treeinfo === undefined ? { outcome: 'read' as const, facts: parseDiscinfo(await textOf(root, '.discinfo')) } : parseTreeinfo(treeinfo, asked.arch);
  if (parsed.outcome === 'unreadable') return { problem: parsed.message };
  const problem = factsProblem(asked, parsed.facts);
  if (problem !== undefined) return problem;
  const { kernel, initrd, stage2, checksums } = parsed.facts;
  for (const path of [kernel, initrd, stage2]) {
    const sha256 = await sha256Of(root, path);
    if (sha256 === undefined) return { problem: treeinfo === undefined ? `There is neither .treeinfo nor ${path}, so this is no installer tree. Give the directory of a boot.iso or DVD, or of a mirror's os/ directory.` : `The tree names ${path}, and it is not there, not readable, or a link that leads out of the tree. Copy the tree again, as a whole.` };
    if (checksums[path] !== undefined && checksums[path] !== sha256) return { problem: `The file ${path} is damaged: its sha256 is not the one that .treeinfo gives. Copy the tree again.` };
  }
  return { facts: parsed.facts };
}

async function textOf(root: string, path: string): Promise<string | undefined> {
  const file = await openInside(root, path);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.handle.read({ buffer: Buffer.alloc(Math.min(file.size, MOST_TEXT)), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.handle.close();
  }
}

/** Undefined when there is no such file, or it is empty. */
async function sha256Of(root: string, path: string): Promise<string | undefined> {
  const file = await openInside(root, path);
  if (file === undefined) return undefined;
  try {
    if (file.size === 0) return undefined;
    const hash = createHash('sha256');
    for await (const part of file.handle.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false })) hash.update(Buffer.isBuffer(part) ? part : String(part));
    return hash.digest('hex');
  } finally {
    await file.handle.close();
  }
}
