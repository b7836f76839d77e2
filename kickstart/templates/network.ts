// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `network` -> network, one line an interface, and one for the host name.
import { command, options, type Option, type Statement } from '../language/statement.ts';
import { interfaceName, netmask, type Interface } from '../profile/network.ts';
import type { Node } from './node.ts';

function identity(nic: Interface): Option[] {
  switch (nic.kind) {
    case 'ethernet': return options({ '--device': nic.device });
    case 'vlan': return options({ '--device': nic.parent, '--vlanid': nic.vlanId, '--interfacename': interfaceName(nic) });
    case 'bond': return options({ '--device': nic.device, '--bondslaves': nic.members.join(','), '--bondopts': `mode=${nic.mode},miimon=${nic.miimon}` });
    case 'bridge': return options({ '--device': nic.device, '--bridgeslaves': nic.members.join(','), '--bridgeopts': `stp=${nic.stp ? 'yes' : 'no'}` });
  }
}

function ipv4Options(ipv4: Interface['ipv4']): Option[] {
  switch (ipv4.method) {
    case 'dhcp': return options({ '--bootproto': 'dhcp' });
    case 'disabled': return options({ '--noipv4': true });
    case 'static': return options({ '--bootproto': 'static', '--ip': ipv4.address, '--netmask': netmask(ipv4.prefix), '--gateway': ipv4.gateway });
  }
}

function ipv6Options(ipv6: Interface['ipv6']): Option[] {
  switch (ipv6.method) {
    case 'auto': return options({ '--ipv6': 'auto' });
    case 'dhcp': return options({ '--ipv6': 'dhcp' });
    case 'disabled': return options({ '--noipv6': true });
    case 'static': return options({ '--ipv6': `${ipv6.address}/${ipv6.prefix}`, '--ipv6gateway': ipv6.gateway });
  }
}

export function networkTemplate({ network }: Node): Statement[] {
  const statements: Statement[] = network.interfaces.map((nic, index) => command('network', { slice: 'network', field: `network.interfaces.${index}` }, [
    ...identity(nic), ...ipv4Options(nic.ipv4), ...ipv6Options(nic.ipv6),
    ...options({ '--nameserver': nic.nameservers.join(','), '--mtu': nic.mtu, '--onboot': nic.onboot ? 'yes' : 'no', '--activate': nic.onboot }),
  ]));
  if (network.hostname !== undefined) statements.push(command('network', { slice: 'network', field: 'network.hostname' }, options({ '--hostname': network.hostname })));
  return statements;
}
