// SPDX-License-Identifier: GPL-2.0-or-later
// What a request asks for: its path taken apart. All paths of the boot plane are here; what is not does not exist.

import { type ReportKind, reportKinds } from '#kickstart/lifecycle/report-text.ts';
import { IMAGE_NAME } from '../images/image-url.ts';
import { TOKEN_PATTERN } from '../installations/token.ts';
import { macInPath, macsInHeaders, pathOf } from './asked-macs.ts';
import { isNodeFile } from './node-files.ts';
import { efiFile, isModuleList } from './scripts/efi-files.ts';

/** The language of a boot script. */
export type ScriptForm = 'ipxe' | 'grub';

export type Route =
  | { readonly kind: 'health' }
  | { readonly kind: 'kickstart'; readonly macs: readonly string[]; readonly token: string | undefined }
  /** The script for any machine, which sends it on to its own. */
  | { readonly kind: 'chain'; readonly form: ScriptForm }
  /** A list of GRUB's modules, which it asks for and does not need; a 404 would cost it half a minute each time. */
  | { readonly kind: 'module list' }
  | { readonly kind: 'script'; readonly form: ScriptForm; readonly mac: string }
  | { readonly kind: 'image'; readonly token: string | undefined; readonly sha256: string; readonly name: string }
  /** What a channel has now. */
  | { readonly kind: 'manifest'; readonly channel: string }
  | { readonly kind: 'decision'; readonly token: string }
  | { readonly kind: 'report'; readonly token: string; readonly report: ReportKind }
  /** What nodes are made manageable with. */
  | { readonly kind: 'node file'; readonly name: string }
  /** What a running node sends, with its key in a header. */
  | { readonly kind: 'node'; readonly said: 'check-in' | 'report' }
  | { readonly kind: 'addon'; readonly path: string }
  | { readonly kind: 'tree'; readonly target: string; readonly path: string };

const MANIFEST = /^([a-z0-9][a-z0-9-]{0,62})\.json$/;
const TARGET = /^[a-z0-9]{1,32}$/;

/** Undefined for a path that asks for nothing. @param rawHeaders name, value, name, value, as received. */
export function routeOf(target: string, rawHeaders: readonly string[]): Route | undefined {
  const path = pathOf(target);
  if (path === '/healthz') return { kind: 'health' };
  if (path.startsWith('/addon/')) return { kind: 'addon', path };
  const words = path.split('/').slice(1);
  return words[0] === 't' ? tokenRoute(words[1] ?? '', words.slice(2), rawHeaders) : openRoute(words, rawHeaders, undefined);
}

/** `/t/<token>/…`: a token of the wrong form asks for nothing at all, and certainly not for what the rest of the path says. */
function tokenRoute(token: string, words: readonly string[], rawHeaders: readonly string[]): Route | undefined {
  if (!TOKEN_PATTERN.test(token)) return undefined;
  const [first, second, ...rest] = words;
  if (first === 'decision' && second === undefined) return { kind: 'decision', token };
  if (first === 'report' && rest.length === 0) {
    const report = reportKinds.find((kind) => kind === second);
    return report === undefined ? undefined : { kind: 'report', token, report };
  }
  return first === 'ks' || first === 'images' ? openRoute(words, rawHeaders, token) : undefined;
}

function openRoute(words: readonly string[], rawHeaders: readonly string[], token: string | undefined): Route | undefined {
  const [first, second, third] = words;
  switch (first) {
    case 'ks':
      return kickstartRoute(words.slice(1), rawHeaders, token);
    case 'images':
      return words.length === 3 && /^[0-9a-f]{64}$/.test(second ?? '') && IMAGE_NAME.test(third ?? '') ? { kind: 'image', token, sha256: second ?? '', name: third ?? '' } : undefined;
    case 'channels':
      return manifestRoute(words.slice(1));
    case 'node':
      return nodeRoute(words.slice(1));
    case 'boot':
      return bootRoute(words.slice(1));
    case 'trees':
      return TARGET.test(second ?? '') && words.length > 2 ? { kind: 'tree', target: second ?? '', path: words.slice(2).join('/') } : undefined;
    default:
      return undefined;
  }
}

/** `/node/check-in`, `/node/report`, and the files that nodes fetch. */
function nodeRoute(words: readonly string[]): Route | undefined {
  const [said = ''] = words;
  if (words.length === 1 && isNodeFile(said)) return { kind: 'node file', name: said };
  return words.length === 1 && (said === 'check-in' || said === 'report') ? { kind: 'node', said } : undefined;
}

/** `/channels/<id>.json`. */
function manifestRoute(words: readonly string[]): Route | undefined {
  const [, channel] = MANIFEST.exec(words[0] ?? '') ?? [];
  return channel === undefined || words.length !== 1 ? undefined : { kind: 'manifest', channel };
}

function kickstartRoute(words: readonly string[], rawHeaders: readonly string[], token: string | undefined): Route | undefined {
  if (words.length === 0) return { kind: 'kickstart', macs: macsInHeaders(rawHeaders), token };
  const mac = words.length === 1 ? macInPath(words[0] ?? '') : undefined;
  return mac === undefined ? undefined : { kind: 'kickstart', macs: [mac], token };
}

/**
 * `/boot/ipxe`, `/boot/grub.cfg`, `/boot/<mac>/ipxe`, `/boot/<mac>/grub.cfg`. GRUB looks for its configuration beside itself, so a boot loader
 * that came from `/boot/efi/<target>/` finds ours there, under all the names it tries, and everything else of that directory is the tree's.
 */
function bootRoute(words: readonly string[]): Route | undefined {
  const [first = '', second = ''] = words;
  if (words.length === 1 && first === 'ipxe') return { kind: 'chain', form: 'ipxe' };
  if (words.length === 1 && first === 'grub.cfg') return { kind: 'chain', form: 'grub' };
  if (first === 'efi' && TARGET.test(second)) return loaderRoute(second, words.slice(2));
  const form = second === 'ipxe' ? 'ipxe' : second === 'grub.cfg' ? 'grub' : undefined;
  const mac = words.length === 2 ? macInPath(first) : undefined;
  return form === undefined || mac === undefined ? undefined : { kind: 'script', form, mac };
}

function loaderRoute(target: string, words: readonly string[]): Route | undefined {
  if (isModuleList(words.join('/'))) return { kind: 'module list' };
  const file = words.length === 1 ? efiFile(words[0] ?? '') : undefined;
  if (file === undefined) return undefined;
  if (file.kind === 'tree') return { kind: 'tree', target, path: file.path };
  return file.config.kind === 'generic' ? { kind: 'chain', form: 'grub' } : { kind: 'script', form: 'grub', mac: file.config.mac };
}
