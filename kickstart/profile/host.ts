// SPDX-License-Identifier: GPL-2.0-or-later
// The host: one machine, by its network cards, with the profile it gets and what differs for it.
import { z } from 'zod';
import { Disk } from './disk.ts';
import { KernelArguments } from './finish.ts';
import { HostId, Hostname, Mac, Slug } from './names.ts';
import { Network } from './network.ts';

export const Host = z.strictObject({
  /** Stable name of the document; the host name in lower case when not given. */
  id: HostId.optional(),
  hostname: Hostname,
  macs: z.array(Mac).min(1, 'Give at least one MAC address: the machine is known by it when it asks for its kickstart.').max(32, 'At most 32 MAC addresses.')
    .refine((macs) => new Set(macs).size === macs.length, 'A MAC address is there twice; remove one of the two.'),
  /** Id of the profile. */
  profile: Slug,
  overrides: z.strictObject({
    /** Interfaces instead of the profile's. */
    interfaces: Network.shape.interfaces.unwrap().optional(),
    /** The disk instead of the profile's. */
    disk: Disk.optional(),
    /** Kernel arguments after the profile's; the kernel takes the last one where two set the same thing. */
    kernelArguments: KernelArguments.optional(),
  }).prefault({}),
}).transform((host) => ({ ...host, id: host.id ?? host.hostname.toLowerCase() }));
export type Host = z.infer<typeof Host>;
