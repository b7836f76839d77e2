// SPDX-License-Identifier: GPL-2.0-or-later
// The script that builds an image on another machine: it checks first, and leaves an image under its name.

import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { shellCommand, shellQuote } from '../bundle/shell-quote.ts';
import { imageFileName, kickstartName } from './commands.ts';
import { LIVE_IMAGE, livemediaArguments } from './livemedia.ts';

/** A POSIX shell script. It stops at the first thing that is wrong, and says it in words. */
export function buildScript(definition: ImageDefinition, nvr: string): string {
  const kickstart = kickstartName(definition);
  const image = imageFileName(nvr);
  const result = `${definition.id}-result`;
  const words = ['livemedia-creator', ...livemediaArguments(definition, { kickstart, result, logfile: `${definition.id}-logs/livemedia.log`, tmp: '/var/tmp' })];
  return `#!/bin/sh
# Builds ${image} with livemedia-creator, on a machine that holds nothing of value.
set -eu
cd "$(dirname "$0")"

stop() { echo "$1" >&2; exit 1; }
[ "$(id -u)" = 0 ] || stop 'livemedia-creator needs root. Run: sudo ./build-image'
for program in livemedia-creator anaconda unsquashfs sha256sum; do
  command -v "$program" > /dev/null || stop "$program is not installed. Run: dnf install lorax lorax-lmc-novirt lorax-templates-generic squashfs-tools"
done
[ "$(uname -m)" = ${definition.arch} ] || stop ${shellQuote(`This image is for ${definition.arch}; build it on such a machine.`)}
[ -f ${kickstart} ] || stop ${shellQuote(`${kickstart} is missing: unpack the whole archive.`)}
[ ! -e ${result} ] || stop ${shellQuote(`${result} exists from an earlier build. Move it away.`)}
[ ! -e ${shellQuote(image)} ] || stop ${shellQuote(`${image} is here already. Move it away.`)}

${shellCommand(words)}

[ -f ${result}/${LIVE_IMAGE} ] || stop ${shellQuote(`livemedia-creator ended without ${LIVE_IMAGE}. Look into ${definition.id}-logs.`)}
unsquashfs -ll ${result}/${LIVE_IMAGE} | grep -q ' squashfs-root/LiveOS/rootfs.img$' || stop 'The image does not hold LiveOS/rootfs.img, so no node could be upgraded with it.'
mv ${result}/${LIVE_IMAGE} ${shellQuote(image)}
sha256sum ${shellQuote(image)} | tee ${shellQuote(`${image}.sha256`)}
echo ${shellQuote(`Done. Upload ${image} on the page "Images".`)}
`;
}
