// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all commands: from it come the help, the checks of arguments and options, and the code that runs.
import { channelCommands } from './channel-commands.ts';
import type { Command } from './command.ts';
import { definitionCommands } from './definition-commands.ts';
import { fleetCommands } from './fleet-commands.ts';
import { fileCommands, IF_MATCH } from './file-commands.ts';
import { imageCommands } from './image-commands.ts';
import { imageDeliveryCommands } from './image-delivery-commands.ts';
import { imageTestCommands } from './image-test-commands.ts';
import { installationCommands } from './installation-commands.ts';
import { keyCommands } from './key-commands.ts';
import { jobCommands } from './job-commands.ts';
import { powerCommands } from './power-commands.ts';
import { recipeCommands } from './recipe-commands.ts';
import { rolloutCommands } from './rollout-commands.ts';

const PROFILE_FILE = { name: 'PROFILE.json', help: 'a profile; - reads it from stdin' };
const KICKSTART_FILE = { name: 'FILE.ks', help: 'a kickstart; - reads it from stdin' };
const HOST_FILE = { value: 'HOST.json', help: 'a host with this profile: its name, network, disk and kernel arguments count' };
const USER_NAME = { name: 'NAME', help: 'the name to log in with' };
const PROFILE_ID = { name: 'ID', help: 'the id of the profile' };
const MAC_OR_ID = { name: 'MAC|ID', help: 'a MAC address of the host in any spelling, or its id' };
const TARGET = { value: 'TARGET', help: 'the distribution, for example rhel9 ("basewright target list" shows all)' };
const PASSWORD = { help: 'read the password from stdin: at least 15 characters on one line' };
const ROLE = { value: 'ROLE', help: 'viewer (reads), operator (also arms hosts) or admin (everything)' };
const SEARCH = { value: 'TEXT', help: 'only those that hold this text' };

/** What the groups of commands are about, and whether they work on the data directory. */
export const groups: Readonly<Record<string, { readonly about: string; readonly usesData: boolean }>> = {
  target: { about: 'The distributions that can be installed', usesData: false },
  'network-boot': { about: 'How machines come to the boot plane', usesData: false },
  profile: { about: 'What nodes shall be', usesData: true },
  host: { about: 'Machines, the profile each one gets, and its installation', usesData: true },
  discovery: { about: 'Machines that asked and that no host stands for', usesData: true },
  power: { about: 'Switching machines through their management controllers', usesData: true },
  image: { about: 'Images that this server serves to machines', usesData: true },
  channel: { about: 'Which image is installed by everything that follows', usesData: true },
  fleet: { about: 'Nodes that run: what they run, and what is asked of them', usesData: true },
  rollout: { about: 'Running nodes brought to the image of a channel, in waves', usesData: true },
  definition: { about: 'What images are built from', usesData: true },
  recipe: { about: 'What is put into images on top of others', usesData: true },
  rpm: { about: 'Packages that recipes put into images', usesData: true },
  job: { about: 'Work that takes longer: tests, builds, customizations', usesData: true },
  key: { about: 'Public keys whose signatures of images count', usesData: true },
  signature: { about: 'Signatures of images', usesData: true },
  tree: { about: 'Where the installer of each target comes from', usesData: true },
  user: { about: 'People who may log in', usesData: true },
  token: { about: 'API tokens for scripts', usesData: true },
};

export const commands: readonly Command[] = [
  {
    path: ['render'],
    summary: 'Write the kickstart of a profile, as its machines would get it',
    description: ['The same documents give the same bytes, always.', 'The kickstart holds the password hashes and the passphrase of the profile; --masked hides them.'],
    arguments: [PROFILE_FILE],
    options: {
      host: HOST_FILE,
      masked: { help: 'write ******** instead of secrets' },
      provenance: { help: 'write before each line who gave it (default, profile or host), its slice and its field' },
    },
    examples: ['basewright render edge.json --host node1.json > node1.ks', 'basewright profile get edge --reveal | basewright render -'],
    exits: { 2: 'the profile or the host is not valid' },
    load: async () => (await import('./render.ts')).render,
  },
  {
    path: ['check'],
    summary: 'Check a profile, and tell what its author should know',
    description: ['Warnings, and what keeps a host from being armed with it, go to stderr and do not make it fail.'],
    arguments: [PROFILE_FILE],
    options: { host: HOST_FILE },
    examples: ['basewright check edge.json'],
    exits: { 0: 'the profile is valid', 2: 'the profile or the host is not valid' },
    load: async () => (await import('./check.ts')).check,
  },
  {
    path: ['import'],
    summary: 'Turn an existing kickstart into a profile',
    description: [
      'Writes the profile to stdout, and to stderr what became of the lines: understood, kept as they are, or refused',
      'with the reason. Nothing that the kickstart names is fetched. A profile with refused lines is written all the',
      'same: mend it before you use it. With --json the account of every line comes along.',
    ],
    arguments: [KICKSTART_FILE],
    options: {
      target: { value: 'TARGET', help: 'the distribution it is for; without, what its header says or the lines fit' },
      id: { value: 'ID', help: 'the id of the profile' },
      title: { value: 'TEXT', help: 'the title of the profile' },
    },
    examples: ['basewright import anaconda-ks.cfg --target rhel9 --id edge --title "Edge nodes" > edge.json'],
    exits: { 2: 'lines were refused, or the profile needs work' },
    load: async () => (await import('./import.ts')).importFile,
  },
  {
    path: ['validate'],
    summary: 'Ask the real pykickstart about a kickstart',
    description: ['Problems go to stderr as FILE:LINE: error: message. The parser runs in a sandbox and fetches nothing.', 'It needs Python with pykickstart, which "npm start" installs.'],
    arguments: [KICKSTART_FILE],
    options: { target: { ...TARGET, isRequired: true } },
    examples: ['basewright validate node1.ks --target rhel9', 'basewright render edge.json | basewright validate - --target rhel9'],
    exits: { 0: 'it is accepted; there may be warnings', 1: 'it could not be asked', 2: 'it is not accepted' },
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    path: ['target', 'list'],
    summary: 'List the distributions that can be installed',
    examples: ['basewright target list'],
    load: async () => (await import('./target.ts')).listTargets,
  },
  {
    path: ['network-boot', 'dhcp'],
    summary: 'Write the configuration of a DHCP server that sends machines here',
    description: ['It holds the boot URL of this installation (BASEWRIGHT_BOOT_URL and BASEWRIGHT_BOOT_LISTEN, as for the servers).', 'Look at its lines marked CHECK before you use it.'],
    options: {
      kind: { value: 'KIND', help: 'dnsmasq, dnsmasq-proxy (beside another DHCP server), isc or kea', isRequired: true },
      target: { ...TARGET, help: 'whose boot loader machines with UEFI HTTP boot load; without, centos9' },
    },
    examples: ['basewright network-boot dhcp --kind dnsmasq > /etc/dnsmasq.d/basewright.conf'],
    load: async () => (await import('./network-boot.ts')).dhcp,
  },
  {
    path: ['profile', 'put'],
    summary: 'Make or replace a profile',
    description: ['A secret written as ******** keeps the one that is stored. Armed hosts that could no longer be installed are disarmed.'],
    arguments: [PROFILE_FILE],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright profile put edge.json'],
    exits: { 2: 'the profile is not valid' },
    load: async () => (await import('./profile.ts')).put,
  },
  {
    path: ['profile', 'get'],
    summary: 'Write a profile as JSON, its secrets masked',
    arguments: [PROFILE_ID],
    options: { reveal: { help: 'write password hashes and passphrase in clear' } },
    examples: ['basewright profile get edge > edge.json'],
    load: async () => (await import('./profile.ts')).get,
  },
  {
    path: ['profile', 'list'],
    summary: 'List the profiles',
    options: { search: SEARCH, target: { ...TARGET, help: 'only those for this distribution' } },
    examples: ['basewright profile list --target rhel9'],
    load: async () => (await import('./profile.ts')).list,
  },
  {
    path: ['profile', 'delete'],
    summary: 'Delete a profile that no host uses',
    arguments: [PROFILE_ID],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright profile delete edge'],
    load: async () => (await import('./profile.ts')).remove,
  },
  {
    path: ['profile', 'clone'],
    summary: 'Copy a profile under a new id, its secrets included',
    arguments: [PROFILE_ID, { name: 'NEW-ID', help: 'the id of the copy' }],
    options: { title: { value: 'TEXT', help: 'the title of the copy', isRequired: true } },
    examples: ['basewright profile clone edge edge-test --title "Edge nodes, test"'],
    exits: { 2: 'the new id or title is not valid' },
    load: async () => (await import('./profile.ts')).clone,
  },
  {
    path: ['host', 'put'],
    summary: 'Make or replace a host',
    arguments: [{ name: 'HOST.json', help: 'a host; - reads it from stdin' }],
    options: { 'if-match': IF_MATCH },
    examples: ['echo \'{"hostname":"node1","macs":["52:54:00:ab:cd:01"],"profile":"edge"}\' | basewright host put -'],
    exits: { 2: 'the host is not valid, or another one has its MAC address' },
    load: async () => (await import('./host.ts')).put,
  },
  {
    path: ['host', 'import'],
    summary: 'Make and change many hosts from a CSV table',
    description: ['Columns: mac or macs (blanks between several), hostname, profile; optionally id, disk, kernel_arguments.', 'Every row is judged; all are written or none.'],
    arguments: [{ name: 'FILE.csv', help: 'the table; - reads it from stdin' }],
    options: { 'dry-run': { help: 'say what would happen, and write nothing' } },
    examples: ['basewright host import rack12.csv --dry-run'],
    exits: { 2: 'rows are refused: one problem per line as FILE:ROW: column: message' },
    load: async () => (await import('./host.ts')).importTable,
  },
  {
    path: ['host', 'get'],
    summary: 'Write a host as JSON',
    arguments: [MAC_OR_ID],
    examples: ['basewright host get 52:54:00:ab:cd:01'],
    load: async () => (await import('./host.ts')).get,
  },
  {
    path: ['host', 'list'],
    summary: 'List the hosts',
    options: { search: SEARCH, profile: { value: 'ID', help: 'only those with this profile' }, state: { value: 'STATE', help: 'only those that are, for example, armed, installing, failed or stuck' } },
    examples: ['basewright host list --state armed'],
    load: async () => (await import('./host.ts')).list,
  },
  {
    path: ['host', 'delete'],
    summary: 'Delete a host',
    arguments: [MAC_OR_ID],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright host delete node1'],
    load: async () => (await import('./host.ts')).remove,
  },
  ...installationCommands,
  ...powerCommands,
  ...imageCommands,
  ...fileCommands,
  ...imageTestCommands,
  ...imageDeliveryCommands,
  ...channelCommands,
  ...fleetCommands,
  ...rolloutCommands,
  ...keyCommands,
  ...definitionCommands,
  ...recipeCommands,
  ...jobCommands,
  {
    path: ['user', 'add'],
    summary: 'Add a user',
    arguments: [USER_NAME],
    options: { role: { ...ROLE, isRequired: true }, 'password-stdin': { ...PASSWORD, isRequired: true } },
    examples: ['basewright user add ada --role admin --password-stdin < password.txt'],
    exits: { 2: 'the name, role or password is refused' },
    load: async () => (await import('./user.ts')).addUser,
  },
  {
    path: ['user', 'set'],
    summary: 'Change the role or the password of a user, and end their sessions',
    arguments: [USER_NAME],
    options: { role: ROLE, 'password-stdin': PASSWORD },
    examples: ['basewright user set ada --password-stdin < password.txt'],
    exits: { 2: 'the role or password is refused' },
    load: async () => (await import('./user.ts')).setUser,
  },
  {
    path: ['user', 'list'],
    summary: 'List the users',
    examples: ['basewright user list'],
    load: async () => (await import('./user.ts')).listAllUsers,
  },
  {
    path: ['user', 'delete'],
    summary: 'Delete a user with all sessions and tokens',
    arguments: [USER_NAME],
    examples: ['basewright user delete ada'],
    load: async () => (await import('./user.ts')).removeUser,
  },
  {
    path: ['token', 'create'],
    summary: 'Make an API token and print it, once',
    description: ['Send it as "Authorization: Bearer TOKEN" to /api/v1. Only its hash is stored.'],
    arguments: [{ name: 'NAME', help: 'what uses it' }],
    options: { role: { ...ROLE, help: `${ROLE.help}; without, viewer` }, expires: { value: 'DURATION', help: 'for how long: 1d to 365d; without, 90d' } },
    examples: ['TOKEN=$(basewright token create "rack scripts" --role operator --expires 30d)'],
    load: async () => (await import('./token.ts')).createToken,
  },
  {
    path: ['token', 'list'],
    summary: 'List the valid tokens, newest first',
    examples: ['basewright token list'],
    load: async () => (await import('./token.ts')).listTokens,
  },
  {
    path: ['token', 'delete'],
    summary: 'Delete a token: it stops working at once',
    arguments: [{ name: 'ID', help: 'the id that "token list" shows' }],
    examples: ['basewright token delete 1f2e3d4c5b6a7988'],
    load: async () => (await import('./token.ts')).deleteToken,
  },
];
