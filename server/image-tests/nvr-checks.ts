// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of an image's own name: imgbased calls volumes and boot entries by it, and takes the file as it is.

import { failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { NVR_FILE } from './facts.ts';
import { shown } from './tree.ts';

/** Source: imgbased's lvm.py: the layer is NAME+1, in at most 55 characters. */
const MOST_NAME = 53;

/**
 * @param content of the file with the name; undefined when there is none.
 * @param fileName of the image in the catalogue.
 */
export function checkNvr(content: string | undefined, fileName: string): Check[] {
  if (content === undefined || content.trim() === '') {
    const why = 'It has no name.';
    return [
      failed('layout.nvr', content === undefined ? `There is no file ${NVR_FILE}.` : `${NVR_FILE} is empty.`),
      ...(['layout.nvr-newline', 'layout.nvr-form', 'layout.nvr-length', 'layout.nvr-title', 'layout.nvr-file'] as const).map((id) => skipped(id, why)),
    ];
  }
  const name = content.trim();
  const quoted = `"${shown(name)}"`;
  return [
    passed('layout.nvr', `${quoted}.`),
    content === name ? passed('layout.nvr-newline', `The file ends with ${quoted.slice(-2, -1)}.`) : failed('layout.nvr-newline', `The file holds ${JSON.stringify(content.slice(0, 200))}.`),
    isNvr(name) ? passed('layout.nvr-form', `${quoted}.`) : failed('layout.nvr-form', `${quoted} is none.`),
    name.length <= MOST_NAME ? passed('layout.nvr-length', `${name.length} characters.`) : failed('layout.nvr-length', `It has ${name.length} characters.`),
    /node|rhvh/.test(name) ? passed('layout.nvr-title', `${quoted} does.`) : failed('layout.nvr-title', `${quoted} holds neither.`),
    checkFileName(name, fileName),
  ];
}

function isNvr(name: string): boolean {
  // Source: imgbased's naming.py, and the characters of an LVM name; LVM takes none that begins with a dash.
  return /^[A-Za-z0-9_.+-]+$/.test(name) && /^[A-Za-z0-9_].*-[^-]+-[^-]+$/.test(name);
}

/** A file with a plain name ("node.squashfs") says nothing; one that says another version is wrong. */
function checkFileName(name: string, fileName: string): Check {
  const product = /^(.*)-[^-]+-[^-]+$/.exec(name)?.[1] ?? name;
  const stem = fileName.replace(/(\.(squashfs|img|liveimg|iso))+$/i, '');
  const isVersioned = stem.startsWith(`${product}-`) && /^\d/.test(stem.slice(product.length + 1));
  if (!isVersioned || stem === name || stem.startsWith(`${name}.`)) return passed('layout.nvr-file', `The file is called ${shown(fileName)}.`);
  return warning('layout.nvr-file', `The file is called ${shown(fileName)}, and the image calls itself ${shown(name)}.`);
}
