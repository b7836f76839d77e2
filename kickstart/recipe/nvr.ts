// SPDX-License-Identifier: GPL-2.0-or-later
// The name of a customized image: its parent's, with ".c" and a number at the end of the release.
import { compareVersions } from '../catalogue/difference.ts';
import { Nvr } from '../profile/names.ts';

/** imgbased adds "+1" for the layer, and a volume name has at most 55 characters. Source: imgbased's lvm.py. */
const MOST = 53;

type Parts = { readonly name: string; readonly version: string; readonly release: string };

/** An NVR taken apart as imgbased does it (naming.py); undefined when it is none. */
export function nvrParts(nvr: string): Parts | undefined {
  const match = /^(.*)-([^-]*)-([^-]*)$/.exec(nvr);
  return match === null ? undefined : { name: match[1] ?? '', version: match[2] ?? '', release: match[3] ?? '' };
}

/** Negative when imgbased takes `a` for older than `b`. It orders by version, then release, both as rpm does. */
export function compareNvr(a: Parts, b: Parts): number {
  return compareVersions(a.version, b.version) || compareVersions(a.release, b.release);
}

/** The rule in words, for pages and help. */
export const NVR_RULE = 'The name of a customized image is its parent\'s with ".c" and the next free number, so imgbased takes it for newer than its parent and older than the parent\'s next release.';

export type NextNvr = { readonly nvr: string } | { readonly problem: string };

/**
 * The NVR of the next image that is customized from `parent`: the same NAME (imgbased wants one name on a host), the same version, and a release that rpm
 * takes for newer than the parent's and than all earlier customizations of it.
 *
 * @param known every NVR there is or will be: none of them is given out again.
 */
export function nextNvr(parent: string, known: readonly string[]): NextNvr {
  const parts = Nvr.safeParse(parent).success ? nvrParts(parent) : undefined;
  if (parts === undefined) return { problem: `The parent calls itself "${parent}", which is no NAME-VERSION-RELEASE. Test it, and mend what its test says of its name first.` };
  const stem = parent.replace(/\.c[0-9]+$/, '');
  const numbers = [parent, ...known].flatMap((nvr) => (nvr.startsWith(`${stem}.c`) && /^[0-9]{1,9}$/.test(nvr.slice(stem.length + 2)) ? [Number(nvr.slice(stem.length + 2))] : []));
  const nvr = `${stem}.c${Math.max(0, ...numbers) + 1}`;
  if (nvr.length > MOST) return { problem: `${nvr} has ${nvr.length} characters, and imgbased takes at most ${MOST}. Give a shorter one by hand: the name before the version must stay "${parts.name}".` };
  return { nvr };
}

/** Why an image that is customized from `parent` must not be called `nvr`; undefined when it may. @param parent undefined where it has no name itself. */
export function nvrProblem(nvr: string, parent: string | undefined, known: readonly string[]): string | undefined {
  const parsed = Nvr.safeParse(nvr);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? 'This is no NAME-VERSION-RELEASE.';
  if (known.includes(nvr)) return `An image is called ${nvr} already. imgbased makes volumes by that name, so each image needs its own.`;
  const [own, before] = [nvrParts(nvr), parent === undefined ? undefined : nvrParts(parent)];
  if (own === undefined || before === undefined) return undefined;
  if (own.name !== before.name) return `Keep the name "${before.name}" before the version: imgbased refuses an upgrade to an image of another name.`;
  if (compareNvr(own, before) <= 0) return `${nvr} does not count as newer than its parent ${parent ?? ''}, so a node would not boot into it after an upgrade. Raise the release.`;
  return undefined;
}
