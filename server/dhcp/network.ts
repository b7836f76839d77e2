// SPDX-License-Identifier: GPL-2.0-or-later
// Which network the machines are on, as far as this server's own addresses tell: a proposal for a DHCP configuration that its admin checks.
import type { networkInterfaces } from 'node:os';

/** A network for a DHCP configuration; all addresses are IPv4 in dotted form. */
export type DhcpNetwork = {
  /** The interface of this server on it. */
  readonly interface: string;
  /** This server's address on it. */
  readonly address: string;
  readonly network: string;
  readonly netmask: string;
  /** Length of the netmask, 1 to 29. */
  readonly prefix: number;
  /** First and last address to give to machines: a proposal. */
  readonly first: string;
  readonly last: string;
  /**
   * How sure this is: `own`: the boot URL names an address of this server. `guess`: it names something else, and this is the server's first network.
   * `example`: the server has no network of its own.
   */
  readonly source: 'own' | 'guess' | 'example';
};

type Interfaces = ReturnType<typeof networkInterfaces>;
type Found = { readonly interface: string; readonly address: string; readonly netmask: string };

const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

/** The proposal: a hundred addresses of a large network, the upper half of a small one; never the server's own. */
function rangeIn(network: number, size: number, own: number): [first: number, last: number] {
  if (size < 256) {
    const half = network + size / 2;
    const last = network + size - 2;
    if (own < half || own > last) return [half, last];
    return own - half > last - own ? [half, own - 1] : [Math.min(own + 1, last), last];
  }
  // The part of 256 addresses in which the server is: most likely the one that people know.
  const part = Math.floor(own / 256) * 256;
  const isOwn = own >= part + 100 && own <= part + 199;
  return isOwn ? [part + 200, part + 249] : [part + 100, part + 199];
}

function describe(found: Found, source: DhcpNetwork['source']): DhcpNetwork {
  const mask = numberOf(found.netmask);
  const size = 2 ** 32 - mask;
  const own = numberOf(found.address);
  const network = Math.floor(own / size) * size;
  const [first, last] = rangeIn(network, size, own);
  return { ...found, network: textOf(network), prefix: 32 - Math.log2(size), first: textOf(first), last: textOf(last), source };
}

/** Networks on which there is room for machines: not loopback, and with at least six addresses. */
function usable(interfaces: Interfaces): Found[] {
  const room = (netmask: string): boolean => 2 ** 32 - numberOf(netmask) >= 8 && numberOf(netmask) >= 2 ** 31;
  return Object.entries(interfaces).flatMap(([name, entries]) => (entries ?? [])
    .filter(({ family, internal, netmask }) => family === 'IPv4' && !internal && room(netmask) && INTERFACE.test(name))
    .map(({ address, netmask }) => ({ interface: name, address, netmask })));
}

/**
 * The network of the boot URL's address, or this server's first one, or that of the documentation (RFC 5737).
 *
 * @param bootUrl base URL of the boot plane; a host name in it is not looked up.
 * @param interfaces what os.networkInterfaces() says.
 */
export function guessNetwork(bootUrl: string, interfaces: Interfaces): DhcpNetwork {
  const networks = usable(interfaces);
  const { hostname } = new URL(bootUrl);
  const own = networks.find(({ address }) => address === hostname);
  if (own !== undefined) return describe(own, 'own');
  const [first] = networks;
  if (first !== undefined) return describe(first, 'guess');
  return describe({ interface: 'eth0', address: '192.0.2.1', netmask: '255.255.255.0' }, 'example');
}
