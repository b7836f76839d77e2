// SPDX-License-Identifier: GPL-2.0-or-later
// Network boot: how machines come here, ready configurations for the DHCP server, and the addresses.
import './network-boot.css';
import type { Metadata } from 'next';
import { networkInterfaces } from 'node:os';
import { TargetId, targets } from '#kickstart/profile/targets.ts';
import { readConfig } from '#server/config.ts';
import { dhcpConfiguration, dhcpFileNames, dhcpKinds } from '#server/dhcp/configuration.ts';
import { guessNetwork } from '#server/dhcp/network.ts';
import { requireSession } from '../../require-session.ts';
import { NetworkBoot } from './network-boot.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function NetworkBootPage({ searchParams }: PageProps<'/network-boot'>) {
  await requireSession();
  const asked = TargetId.safeParse((await searchParams)['target']);
  const target = asked.success ? asked.data : 'centos9';
  const { bootUrl } = readConfig();
  const network = guessNetwork(bootUrl, networkInterfaces());
  const configurations = dhcpKinds.map((kind) => ({ kind, fileName: dhcpFileNames[kind], text: dhcpConfiguration(kind, { bootUrl, network, target }) }));
  const choices = Object.values(targets).map(({ id, label }) => ({ value: id, label }));
  return <NetworkBoot bootUrl={bootUrl} target={target} targets={choices} configurations={configurations} />;
}
