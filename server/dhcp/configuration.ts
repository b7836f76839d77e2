// SPDX-License-Identifier: GPL-2.0-or-later
// Ready configurations for DHCP servers, by which machines come to the boot plane.
import { dnsmasqConfiguration, dnsmasqProxyConfiguration } from './dnsmasq.ts';
import { checkedInput, type DhcpInput } from './input.ts';
import { iscConfiguration } from './isc.ts';
import { keaConfiguration } from './kea.ts';

/** The servers there is a configuration for, in the order of the page. */
export const dhcpKinds = ['dnsmasq', 'dnsmasq-proxy', 'isc', 'kea'] as const;
export type DhcpKind = (typeof dhcpKinds)[number];

const WRITERS: Readonly<Record<DhcpKind, (input: DhcpInput) => string>> = {
  dnsmasq: dnsmasqConfiguration, 'dnsmasq-proxy': dnsmasqProxyConfiguration, isc: iscConfiguration, kea: keaConfiguration,
};

/** What the file is called where the server looks for it. */
export const dhcpFileNames: Readonly<Record<DhcpKind, string>> = { dnsmasq: 'basewright.conf', 'dnsmasq-proxy': 'basewright.conf', isc: 'dhcpd.conf', kea: 'kea-dhcp4.conf' };

/**
 * A whole configuration with comments, ready to paste but for the lines marked CHECK.
 * @throws {BootValueError} when a value of the input could mean something else there
 */
export function dhcpConfiguration(kind: DhcpKind, input: DhcpInput): string {
  return WRITERS[kind](checkedInput(input));
}
