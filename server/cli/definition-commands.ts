// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about image definitions: what images are built from, and how.
import type { Command } from './command.ts';
import { IF_MATCH } from './file-commands.ts';

const ID = { name: 'ID', help: 'the id of the definition' };
const FILE = { name: 'FILE', help: 'a definition as YAML or JSON; - reads it from stdin' };
const INVALID = { 2: 'the definition is not valid' } as const;

const load = (name: 'put' | 'get' | 'list' | 'remove' | 'render' | 'commands' | 'bundle' | 'build') => async () => (await import('./definition.ts'))[name];

export const definitionCommands: readonly Command[] = [
  {
    path: ['definition', 'put'],
    summary: 'Make or replace the definition of an image',
    description: ['What would make its build fail, and what is to be weighed, goes to stderr and does not make it fail.'],
    arguments: [FILE],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright definition put edge-node.yaml'],
    exits: INVALID,
    load: load('put'),
  },
  { path: ['definition', 'get'], summary: 'Write a definition as JSON', arguments: [ID], options: { yaml: { help: 'write YAML' } }, examples: ['basewright definition get edge --yaml > edge-node.yaml'], load: load('get') },
  {
    path: ['definition', 'list'],
    summary: 'List the definitions of images',
    options: { search: { value: 'TEXT', help: 'only those that hold this text' }, target: { value: 'TARGET', help: 'only those for this distribution' } },
    examples: ['basewright definition list --target centos9'],
    load: load('list'),
  },
  {
    path: ['definition', 'delete'],
    summary: 'Delete a definition',
    description: ['Images that were built from it stay.'],
    arguments: [ID],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright definition delete edge'],
    load: load('remove'),
  },
  {
    path: ['definition', 'render'],
    summary: 'Write the kickstart that builds the image of a definition',
    description: ['{date} and {time} in the release become those of now.'],
    arguments: [FILE],
    examples: ['basewright definition render edge-node.yaml > edge-build.ks', 'basewright definition get edge | basewright definition render -'],
    exits: INVALID,
    load: load('render'),
  },
  {
    path: ['definition', 'commands'],
    summary: 'Write the commands that build the image elsewhere',
    arguments: [ID],
    options: { way: { value: 'WAY', help: 'local, mock, virt, koji or repack; without, all of them' } },
    examples: ['basewright definition commands edge --way mock'],
    exits: { 2: 'there is no such way' },
    load: load('commands'),
  },
  {
    path: ['definition', 'bundle'],
    summary: 'Write an archive with everything that a build on another machine needs',
    arguments: [ID],
    options: { output: { value: 'FILE', help: 'the archive to write; without, ID-build.tar in this directory' } },
    examples: ['basewright definition bundle edge && scp edge-build.tar builder:'],
    exits: { 1: 'the file is there already, or cannot be written' },
    load: load('bundle'),
  },
  {
    path: ['definition', 'build'],
    summary: 'Build the image of a definition on this server',
    description: ['livemedia-creator must be installed, the server must run as root, and BASEWRIGHT_BUILD=on must allow it. Prints the id of the job.'],
    arguments: [ID],
    examples: ['BASEWRIGHT_BUILD=on basewright definition build edge'],
    exits: { 1: 'it cannot be built here, or not now' },
    load: load('build'),
  },
];
