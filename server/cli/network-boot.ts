// SPDX-License-Identifier: GPL-2.0-or-later
// network-boot dhcp: the configuration of a DHCP server, with this installation's addresses.
import { networkInterfaces } from 'node:os';
import { readConfig } from '../config.ts';
import { dhcpConfiguration, dhcpFileNames, dhcpKinds } from '../dhcp/configuration.ts';
import { guessNetwork } from '../dhcp/network.ts';
import { type Invocation, type Run, refusal } from './command.ts';
import { suggestion } from './suggest.ts';
import { readTarget } from './target.ts';

function readKind(invocation: Invocation) {
  const text = invocation.option('kind') ?? '';
  const kind = dhcpKinds.find((known) => known === text);
  if (kind === undefined) throw refusal('--kind', `There is no configuration of this kind.${suggestion(text, dhcpKinds)} The kinds are ${dhcpKinds.join(', ')}.`);
  return kind;
}

export const dhcp: Run = (invocation) => {
  const kind = readKind(invocation);
  const target = readTarget(invocation.option('target') ?? 'centos9');
  const { bootUrl } = readConfig(invocation.io.environment);
  const configuration = dhcpConfiguration(kind, { bootUrl, target, network: guessNetwork(bootUrl, networkInterfaces()) });
  return Promise.resolve({ stdout: configuration, json: { kind, target, bootUrl, fileName: dhcpFileNames[kind], configuration } });
};
