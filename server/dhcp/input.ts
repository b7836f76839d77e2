// SPDX-License-Identifier: GPL-2.0-or-later
// What a DHCP configuration is made of.
import type { TargetId } from '#kickstart/profile/targets.ts';
import { bootValue } from '../boot/scripts/allow-list.ts';
import type { DhcpNetwork } from './network.ts';

export type DhcpInput = {
  /** Base URL of the boot plane, from the configuration. */
  readonly bootUrl: string;
  readonly network: DhcpNetwork;
  /** The target whose shim and GRUB UEFI HTTP clients load. One for all: firmware does not say which machine it is when it asks for them. */
  readonly target: TargetId;
};

/**
 * The input, when every word of it means nothing but itself in the configurations, in quotes and without.
 * @throws {BootValueError} otherwise
 */
export function checkedInput(input: DhcpInput): DhcpInput {
  const { bootUrl, target, network } = input;
  for (const value of [bootUrl, target, network.interface, network.address, network.network, network.netmask, network.first, network.last]) bootValue(value);
  return input;
}
