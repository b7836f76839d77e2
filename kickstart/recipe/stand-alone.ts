// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe as one bash script that does the same with guestfish on any Linux machine: it needs nothing of Basewright.
import { guestfishBody, guestfishHead, guestfishTail } from './guestfish.ts';
import type { Plan, TextAsset } from './plan.ts';
import { shellWord } from './quote.ts';
import type { Recipe } from './recipe.ts';

/** What is known of the parent, where one was chosen. */
export type ScriptParent = { readonly sha256: string };

/**
 * The script. It takes the parent, and leaves `<NVR>.squashfs` beside it.
 *
 * @param plan with the NVR that is to be used when the caller gives none; PLACEHOLDER_NVR when there is no parent.
 */
export function standAloneScript(recipe: Pick<Recipe, 'id' | 'title'>, plan: Plan, parent: ScriptParent | undefined): string {
  const rpms = plan.assets.flatMap((asset) => ('rpm' in asset ? [asset] : []));
  return [
    head(recipe, plan, parent, rpms.length > 0),
    ...plan.assets.filter(({ path }) => path !== 'nvr').map((asset) => ('rpm' in asset ? rpmAsset(asset.path, asset.rpm) : textAsset(asset))),
    // The name may be given by the caller.
    'printf %s "$nvr" >.basewright/nvr\n',
    unpack(plan),
    `say 'Customizing the image with guestfish'\n{\ncase $kind in\next)\n${heredoc(guestfishHead('ext', plan.isOnline))};;\nxfs)\n${heredoc(guestfishHead('xfs', plan.isOnline))};;\nesac\n`,
    heredoc(guestfishBody(plan)),
    `case $kind in\next)\n${heredoc(guestfishTail('ext'))};;\nxfs)\n${heredoc(guestfishTail('xfs'))};;\nesac\n} >customize.guestfish\nguestfish -f customize.guestfish\n`,
    repack(),
  ].join('\n');
}

/** Stands for the name of an image whose parent is not known yet. */
export const PLACEHOLDER_NVR = 'NAME-VERSION-RELEASE.c1';

function head({ id, title }: Pick<Recipe, 'id' | 'title'>, { nvr }: Plan, parent: ScriptParent | undefined, hasRpms: boolean): string {
  const needsName = nvr === PLACEHOLDER_NVR;
  return `#!/bin/bash
# Recipe ${id}: ${title}
# Puts the recipe into a liveimg squashfs and leaves a new one. Written by Basewright; needs guestfish (libguestfs), squashfs-tools and util-linux.
# Without KVM set LIBGUESTFS_BACKEND_SETTINGS=force_tcg. What the recipe installs and runs, runs as root inside the image, never on this machine.
set -euo pipefail

say() { printf '== %s\\n' "$*"; }
fail() { printf '%s\\n' "$*" >&2; exit 1; }

if [ $# -lt ${needsName ? 2 : 1} ]; then
  fail "Usage: $0 PARENT.squashfs ${needsName ? 'NVR' : '[NVR]'}${hasRpms ? ' [DIRECTORY OF THE RPM FILES]' : ''}"
fi
parent=$(realpath -- "$1")
nvr=\${2:-${needsName ? '' : nvr}}
rpms=$(realpath -- "\${3:-.}")
# Source of the rule: imgbased makes volumes by this name.
[[ $nvr =~ ^[A-Za-z0-9_][A-Za-z0-9_.+-]*-[A-Za-z0-9_.+]+-[A-Za-z0-9_.+]+$ && \${#nvr} -le 53 ]] || fail "$nvr is no NAME-VERSION-RELEASE of at most 53 characters."
output=$(dirname -- "$parent")/$nvr.squashfs
[ ! -e "$output" ] || fail "$output exists already."
for program in guestfish unsquashfs mksquashfs blkid sha256sum; do
  command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || fail "Install $program first."
done
PATH=$PATH:/usr/sbin:/sbin
export LIBGUESTFS_BACKEND=\${LIBGUESTFS_BACKEND:-direct}
${parent === undefined ? '' : `\nsay 'Checking the parent'\nprintf '%s  %s\\n' ${parent.sha256} "$parent" | sha256sum --check --quiet || fail 'This is not the image that the script was made for.'\n`}
work=$(mktemp -d -p "\${TMPDIR:-/var/tmp}" basewright-XXXXXXXX)
trap 'rm -rf -- "$work"' EXIT
cd "$work"
umask 022
mkdir -p .basewright/steps .basewright/files .basewright/repos .basewright/rpms
take_rpm() {
  [ -f "$rpms/$1" ] || fail "$1 is missing in $rpms."
  printf '%s  %s\\n' "$2" "$rpms/$1" | sha256sum --check --quiet || fail "$rpms/$1 is another file than the recipe's."
  cp -- "$rpms/$1" ".basewright/$3"
}
`;
}

function rpmAsset(path: string, { name, sha256 }: { name: string; sha256: string }): string {
  return `take_rpm ${shellWord(name)} ${sha256} ${path}\n`;
}

/** Text that is shown as it is: whole lines of printable characters. */
const PLAIN_TEXT = /^([\t -~\u00a1-\u2027\u202f-\u205f\u2070-\ud7ff\uf900-\ufefe\uff00-\uffef]*\n)+$/;

function textAsset(asset: TextAsset): string {
  const path = `.basewright/${asset.path}`;
  if (asset.encoding === 'text' && PLAIN_TEXT.test(asset.content)) return heredoc(asset.content, ` >${path}`);
  const base64 = asset.encoding === 'base64' ? asset.content : base64Of(asset.content);
  return `base64 --decode >${path} <<'BASE64'\n${base64.replace(/.{76}/g, '$&\n').trimEnd()}\nBASE64\n`;
}

/** A document of the shell in which nothing means anything, and whose end stands on no line of its own. */
function heredoc(content: string, target = ''): string {
  const lines = new Set(content.split('\n'));
  let end = 'END';
  for (let number = 1; lines.has(end); number += 1) end = `END_${number}`;
  return `cat${target} <<'${end}'\n${content}${end}\n`;
}

function base64Of(content: string): string {
  return btoa(Array.from(new TextEncoder().encode(content), (byte) => String.fromCharCode(byte)).join(''));
}

function unpack({ room }: Plan): string {
  return `say 'Unpacking the image'
info=$(unsquashfs -s "$parent")
compression=$(sed -n 's/^Compression //p' <<<"$info" | head -n 1)
block=$(sed -n 's/^Block size //p' <<<"$info" | head -n 1)
image=$(unsquashfs -lln "$parent" | sed -n 's,^-.* squashfs-root/\\(LiveOS/[A-Za-z0-9_][A-Za-z0-9_.+-]*\\.img\\)$,\\1,p' | LC_ALL=C sort | head -n 1)
[ -n "$image" ] || fail 'The image holds no LiveOS/*.img; a squashfs that is itself the root cannot be customized by this script.'
unsquashfs -quiet -no-progress -no-xattrs -dest tree "$parent" "$image"
mv "tree/$image" rootfs.img
case $(blkid -p -o value -s TYPE rootfs.img) in
ext[234]) kind=ext ;;
xfs) kind=xfs ;;
*) fail 'The root file system is neither ext4 nor xfs.' ;;
esac
# Room for what the recipe adds: holes in the file, which cost nothing.
truncate --size=+${room} rootfs.img
`;
}

function repack(): string {
  return `say 'Packing the image'
mv rootfs.img "tree/$image"
mksquashfs tree "$output.part" -comp "$compression" -b "$block" -all-root -no-xattrs -noappend -exit-on-error -quiet -no-progress
mv "$output.part" "$output"
say "$output"
sha256sum -- "$output"
`;
}
