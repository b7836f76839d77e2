// SPDX-License-Identifier: GPL-2.0-or-later
// The recipe that puts the node's tools into an image, so that every later layer has those of its own image.
import { Recipe } from './recipe.ts';

const FOLDER = '/usr/lib/basewright-node';
const COMMAND = '/usr/bin/basewright-node';
/** EL8 has its own Python under another name. */
const PYTHONS = '/usr/bin/python3 /usr/libexec/platform-python';

const command = [
  '#!/bin/sh',
  '# Runs Basewright\'s tools of this node, which came with the image.',
  `for python in ${PYTHONS}; do`,
  `  if [ -x $python ]; then PYTHONPATH=${FOLDER} exec $python -m basewright_node "$@"; fi`,
  'done',
  "echo 'basewright-node: this image holds no Python 3.' >&2",
  'exit 1',
  '',
].join('\n');

/** The tools write their units themselves: their text is nowhere else. Nothing is enabled: that is done on a node that has a boot plane. */
const units = [
  `for python in ${PYTHONS}; do [ ! -x $python ] || break; done`,
  `[ -x $python ] || { echo 'This image holds no Python 3, which the tools of the node need. Put the package python3 into it first.' >&2; exit 1; }`,
  'mkdir -p /usr/lib/systemd/system',
  `PYTHONPATH=${FOLDER} $python -m basewright_node.install /usr/lib/systemd/system ${COMMAND}`,
  '',
].join('\n');

/** @param modules of the Python package, where a package of the image would put them too */
export function nodeToolsRecipe(modules: readonly { readonly name: string; readonly content: string }[]): Recipe {
  return Recipe.parse({
    id: 'node-tools',
    title: 'Basewright\'s tools of the node',
    description: 'Upgrade, roll back and judge the node itself. Run it on an image again when Basewright was updated.',
    files: [
      ...modules.map(({ name, content }) => ({ path: `${FOLDER}/basewright_node/${name}`, content })),
      { path: COMMAND, mode: '0755', content: command },
    ],
    commands: [units],
  });
}
