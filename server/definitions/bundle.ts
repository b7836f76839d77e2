// SPDX-License-Identifier: GPL-2.0-or-later
// The archive with which an image is built on another machine: kickstart, script, and what to do with them.

import { pack } from 'tar-stream';
import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { targets } from '#kickstart/profile/targets.ts';
import { imageFileName, kickstartName } from './commands.ts';
import { buildScript } from './build-script.ts';
import type { DefinitionOutput } from './output.ts';

export type BuildBundle = { /** Of the archive. */ readonly fileName: string; readonly bytes: Buffer };

/** Makes the archive. @param now milliseconds since 1970; the time of the files. */
export async function buildBundle(definition: ImageDefinition, output: DefinitionOutput, now: number): Promise<BuildBundle> {
  const directory = `${definition.id}-build`;
  const files: readonly (readonly [string, string, number])[] = [
    [kickstartName(definition), output.kickstart.text, 0o644],
    ['build-image', buildScript(definition, output.kickstart.nvr), 0o755],
    ['definition.json', `${JSON.stringify(definition, undefined, 2)}\n`, 0o644],
    ['README', readme(definition, output), 0o644],
  ];
  const archive = pack();
  for (const [name, text, mode] of files) archive.entry({ name: `${directory}/${name}`, mode, mtime: new Date(now) }, text);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(Buffer.from(part));
  return { fileName: `${directory}.tar`, bytes: Buffer.concat(parts) };
}

const indented = (text: string) => text.trimEnd().split('\n').map((line) => `   ${line}`.trimEnd()).join('\n');

function readme(definition: ImageDefinition, { kickstart: { nvr }, findings, commands }: DefinitionOutput): string {
  const title = `How to build the image ${nvr}`;
  const found = findings.map(({ level, field, message }) => `* ${level} (${field}): ${message}\n`).join('');
  return `${title}
${'='.repeat(title.length)}

WARNING: ${kickstartName(definition)} is only for building an image. A machine that boots it loses its disks.

You need a machine with ${targets[definition.target].label} (${definition.arch}) that holds nothing of value, because livemedia-creator gives the
installer the whole machine; or mock, or a virtual machine. Packages: lorax, lorax-lmc-novirt, lorax-templates-generic.

${found === '' ? '' : `To know before:\n\n${found}\n`}1. In this directory:

   sudo ./build-image

   It checks what it needs, runs livemedia-creator, looks at the result and leaves ${imageFileName(nvr)} with its
   checksum beside it. It takes from ten minutes to an hour. Logs are in ${definition.id}-logs.

2. Upload ${imageFileName(nvr)} on the page "Images", or on the server: basewright image add FILE

By hand instead
---------------

On the machine itself, as the script does:

${indented(commands.local)}

In mock (your user must be in the group "mock"). SELinux counts as off in there, so the files may stay without labels;
the test of the image tells. Two builds in one chroot do not work: begin with mock --clean.

${indented(commands.mock)}

In a virtual machine, with the installer's boot.iso of ${targets[definition.target].label} here (package lorax-lmc-virt):

${indented(commands.virt)}

With koji:

${indented(commands.koji)}

Repacking
---------

What the node installs is a squashfs that holds LiveOS/rootfs.img and nothing else. livemedia-creator makes just that;
what other tools made can be repacked:

${indented(commands.repack)}
`;
}
