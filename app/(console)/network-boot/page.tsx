// SPDX-License-Identifier: GPL-2.0-or-later
// Network boot: how machines come here, ready configurations for the DHCP server, and the addresses.
import './network-boot.css';
import type { Metadata } from 'next';
import { networkInterfaces } from 'node:os';
import { TargetId, targets } from '#kickstart/profile/targets.ts';
import { readConfig } from '#server/config.ts';
import { dhcpConfiguration, dhcpFileNames, dhcpKinds } from '#server/dhcp/configuration.ts';
import { guessNetwork } from '#server/dhcp/network.ts';
import { processStore } from '#server/store/process-store.ts';
import { listTrees } from '#server/trees/trees.ts';
import { requireSession } from '../../require-session.ts';
import { NetworkBoot } from './network-boot.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function NetworkBootPage({ searchParams }: PageProps<'/network-boot'>) {
  await requireSession();
  const asked = TargetId.safeParse((await searchParams)['target']);
  // UEFI firmware that boots by HTTP gets the boot loader of one target: one whose installer is here, if there is any.
  const [first] = await listTrees(await processStore());
  const target = asked.success ? asked.data : (first?.tree.target ?? 'centos9');
  const { bootUrl } = readConfig();
  const network = guessNetwork(bootUrl, networkInterfaces());
  const configurations = dhcpKinds.map((kind) => ({ kind, fileName: dhcpFileNames[kind], text: dhcpConfiguration(kind, { bootUrl, network, target }) }));
  const choices = Object.values(targets).map(({ id, label }) => ({ value: id, label }));
  return <NetworkBoot bootUrl={bootUrl} target={target} targets={choices} configurations={configurations} />;
}
