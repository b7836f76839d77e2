// SPDX-License-Identifier: GPL-2.0-or-later
// A listening socket that systemd opened and handed over (sd_listen_fds(3)): while the service restarts, connections wait in the kernel instead of being refused.
import { Socket } from 'node:net';
import type { Listen } from '../config.ts';

/** A socket that is there and cannot be used; the message says why and what to do. */
export class SocketError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SocketError';
  }
}

/** A listening socket of this process that another one opened. */
export type HeldSocket = { readonly fd: number; readonly listen: Listen };

/** The first descriptor that is handed over, by the protocol. */
const FIRST_FD = 3;
/** Name of the boot plane's socket: FileDescriptorName= in its unit. */
const BOOT = 'boot';
/** How the main process tells the boot plane which of its descriptors is the socket. */
export const BOOT_FD_VARIABLE = 'BASEWRIGHT_BOOT_FD';

type Environment = Readonly<Record<string, string | undefined>>;

// For as long as the process lives: a handle that is forgotten closes its descriptor.
const kept: Socket[] = [];

/**
 * Address and port of an open socket.
 *
 * @throws {SocketError} when the descriptor is no TCP socket.
 */
function addressOf(fd: number): Listen {
  try {
    // Nothing is read or accepted through it; it is only asked for its name.
    const socket = new Socket({ fd, readable: false, writable: false });
    kept.push(socket);
    const address = socket.address();
    if ('address' in address) return { host: address.address, port: address.port };
  } catch {
    // Said below.
  }
  throw new SocketError(`Descriptor ${fd} is handed over as the boot plane's socket, but it is no listening TCP socket. In the socket unit, use ListenStream= with a port or an address and port.`);
}

function namesOf(environment: Environment, count: number): string[] {
  const names = (environment['LISTEN_FDNAMES'] ?? '').split(':');
  return Array.from({ length: count }, (_, index) => names[index] ?? '');
}

/**
 * The boot plane's socket that systemd handed to this process, or that the main process handed on to the boot plane.
 *
 * @returns undefined when there is none: then the plane opens its own.
 * @throws {SocketError} when what was handed over cannot be used.
 */
export function heldBootSocket(environment: Environment = process.env, pid: number = process.pid): HeldSocket | undefined {
  const handedOn = Number(environment[BOOT_FD_VARIABLE]);
  if (handedOn >= FIRST_FD) return { fd: handedOn, listen: addressOf(handedOn) };
  // Meant for another process: the variables are inherited, the descriptors need not be.
  if (Number(environment['LISTEN_PID']) !== pid) return undefined;
  const names = namesOf(environment, Number(environment['LISTEN_FDS']));
  const stranger = names.find((name) => name !== BOOT);
  if (stranger !== undefined)
    throw new SocketError(`systemd hands over a socket named "${stranger}", but only the boot plane takes one: its unit says FileDescriptorName=${BOOT}. The web server of the pages opens its own port; remove other socket units.`);
  if (names.length > 1) throw new SocketError(`systemd hands over ${names.length} sockets named "${BOOT}", but the boot plane listens on one address. Leave one ListenStream= in the socket unit.`);
  return names.length === 0 ? undefined : { fd: FIRST_FD, listen: addressOf(FIRST_FD) };
}

/** An address as the settings write it. */
export function written({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The settings with the address of the socket that is there, whatever they said before. */
export function withSocket<Settings extends Environment>(environment: Settings, socket: HeldSocket | undefined): Settings {
  return socket === undefined ? environment : { ...environment, BASEWRIGHT_BOOT_LISTEN: written(socket.listen) };
}

/** What was handed to a process is not its children's: undefined values, which a child process does not get. */
export const NO_SOCKETS = { LISTEN_FDS: undefined, LISTEN_FDNAMES: undefined, LISTEN_PID: undefined } as const;
