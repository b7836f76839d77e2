// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands that are about the power of hosts.
import type { Command } from './command.ts';

const MAC_OR_ID = { name: 'MAC|ID', help: 'a MAC address of the host in any spelling, or its id' };
const FORCE = { force: { help: 'also while the host is being installed' } };
const ASKED = { 1: 'the controller could not be asked, or did not do it' };

const load = (name: 'status' | 'set' | 'unset' | 'on' | 'off' | 'cycle' | 'bootNetwork') => async () => (await import('./power.ts'))[name];

export const powerCommands: readonly Command[] = [
  {
    path: ['power', 'set'],
    summary: 'Say where the management controller (Redfish) of a host is',
    description: ['The controller is not asked; "power status" shows whether it answers. The password is stored encrypted.'],
    arguments: [MAC_OR_ID],
    options: {
      'url': { value: 'URL', help: 'its address, for example https://bmc1.example.com', isRequired: true },
      'username': { value: 'NAME', help: 'the user to log in with', isRequired: true },
      'password-file': { value: 'FILE', help: 'a file with the password in its first line; - reads stdin; without, as stored' },
      'fingerprint': { value: 'SHA256', help: 'the only certificate to accept; without, one of a known authority' },
      'system': { value: 'PATH', help: 'the system on it, where there are several: /redfish/v1/Systems/...' },
      'boot-method': { value: 'METHOD', help: 'pxe or uefi-http; without, pxe' },
    },
    examples: ['basewright power set node1 --url https://bmc1.example.com --username root --password-file bmc1.txt'],
    exits: { 2: 'a value is refused' },
    load: load('set'),
  },
  { path: ['power', 'unset'], summary: 'Forget the management controller of a host, and its password', arguments: [MAC_OR_ID], examples: ['basewright power unset node1'], load: load('unset') },
  { path: ['power', 'status'], summary: 'Ask whether a host is on, and what it boots next', arguments: [MAC_OR_ID], examples: ['basewright power status node1'], exits: ASKED, load: load('status') },
  { path: ['power', 'on'], summary: 'Switch a host on', arguments: [MAC_OR_ID], options: FORCE, examples: ['basewright power on node1'], exits: ASKED, load: load('on') },
  { path: ['power', 'off'], summary: 'Switch a host off at once', arguments: [MAC_OR_ID], options: FORCE, examples: ['basewright power off node1'], exits: ASKED, load: load('off') },
  { path: ['power', 'cycle'], summary: 'Start a host anew at once', arguments: [MAC_OR_ID], options: FORCE, examples: ['basewright power cycle node1'], exits: ASKED, load: load('cycle') },
  {
    path: ['power', 'boot-network'],
    summary: 'Boot a host from the network, once, and start it now',
    description: ['It arms nothing: only a host that is armed gets an installer from the boot plane.'],
    arguments: [MAC_OR_ID],
    options: FORCE,
    examples: ['basewright host arm node1 && basewright power boot-network node1'],
    exits: ASKED,
    load: load('bootNetwork'),
  },
];
