// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about recipes and the rpm files they use.
import type { Command } from './command.ts';
import { IF_MATCH } from './file-commands.ts';

const ID = { name: 'ID', help: 'the id of the recipe' };
const INVALID = { 2: 'the recipe is not valid' } as const;

const load = (name: 'put' | 'get' | 'list' | 'remove' | 'script' | 'runOn' | 'nodeTools') => async () => (await import('./recipe.ts'))[name];
const loadRpm = (name: 'add' | 'list' | 'remove') => async () => (await import('./rpm.ts'))[name];

export const recipeCommands: readonly Command[] = [
  {
    path: ['recipe', 'put'],
    summary: 'Make or replace a recipe',
    description: ['A recipe puts packages, files, units and commands into an image. What it runs, runs as root inside the image, never on this server.'],
    arguments: [{ name: 'FILE', help: 'a recipe as YAML or JSON; - reads it from stdin' }],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright recipe put monitoring.yaml'],
    exits: INVALID,
    load: load('put'),
  },
  { path: ['recipe', 'get'], summary: 'Write a recipe as JSON', arguments: [ID], options: { yaml: { help: 'write YAML' } }, examples: ['basewright recipe get monitoring --yaml > monitoring.yaml'], load: load('get') },
  { path: ['recipe', 'list'], summary: 'List the recipes', examples: ['basewright recipe list'], load: load('list') },
  {
    path: ['recipe', 'delete'],
    summary: 'Delete a recipe',
    description: ['Images that were made with it stay.'],
    arguments: [ID],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright recipe delete monitoring'],
    load: load('remove'),
  },
  {
    path: ['recipe', 'script'],
    summary: 'Write a bash script that does the same with guestfish on another machine',
    description: ['Without --parent it takes any image, and the name of the new one as its second argument.'],
    arguments: [ID],
    options: { parent: { value: 'IMAGE', help: 'the image it is for: its sha256, the beginning of that, or its name' } },
    examples: ['basewright recipe script monitoring --parent ovirt-node-4.5.5-1 > customize.sh'],
    load: load('script'),
  },
  {
    path: ['recipe', 'run'],
    summary: 'Put a recipe into an image: queues the job, and prints its id',
    description: ['The new image is catalogued and tested when the job has ended well. The server does it, as soon as it runs.'],
    arguments: [ID],
    options: {
      parent: { value: 'IMAGE', help: 'the image to begin with: its sha256, the beginning of that, or its name', isRequired: true },
      nvr: { value: 'NVR', help: 'name of the new image; without, the parent\'s with ".c" and the next number' },
    },
    examples: ['basewright recipe run monitoring --parent ovirt-node-4.5.5-1'],
    exits: { 2: 'the parent or the name cannot be taken' },
    load: load('runOn'),
  },
  {
    path: ['recipe', 'node-tools'],
    summary: 'Make the recipe that puts Basewright\'s tools of the node into an image, or renew it',
    description: ['Hosts get them at their installation anyway. In the image they are renewed by every later image, and are there on nodes that somebody else installed.'],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright recipe node-tools', 'basewright recipe run node-tools --parent ovirt-node-4.5.5-1'],
    load: load('nodeTools'),
  },
  {
    path: ['rpm', 'add'],
    summary: 'Take an rpm file in, for recipes',
    arguments: [{ name: 'FILE', help: 'a binary package' }],
    examples: ['basewright rpm add node-exporter-1.8.2-1.x86_64.rpm'],
    exits: { 1: 'it cannot be read, or the disk is too full', 2: 'the file is no rpm package' },
    load: loadRpm('add'),
  },
  { path: ['rpm', 'list'], summary: 'List the rpm files, and the recipes that use them', examples: ['basewright rpm list'], load: loadRpm('list') },
  {
    path: ['rpm', 'delete'],
    summary: 'Delete an rpm file that no recipe uses',
    arguments: [{ name: 'SHA256', help: 'its sha256, as "rpm list" shows it, or the beginning of that' }],
    examples: ['basewright rpm delete 1f2e3d4c5b6a7988'],
    load: loadRpm('remove'),
  },
];
