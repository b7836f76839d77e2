// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of Redfish resources (DMTF schemas ServiceRoot, ComputerSystem, ActionInfo, Task) that are read. Whatever a controller writes into a member that is not needed, it does no harm.

import { z } from 'zod';

const Text = z.string().max(2000).optional().catch(undefined);
const Texts = z.array(z.string().max(2000)).max(200).optional().catch(undefined);
const Link = z.looseObject({ '@odata.id': z.string().max(2000) });
const MaybeLink = Link.optional().catch(undefined);

export const ServiceRoot = z.looseObject({
  Systems: Link,
  Links: z.looseObject({ Sessions: MaybeLink }).optional().catch(undefined),
});

export const Collection = z.looseObject({ Members: z.array(Link).max(1000) });

const Boot = z.looseObject({
  BootSourceOverrideEnabled: Text,
  BootSourceOverrideTarget: Text,
  BootSourceOverrideMode: Text,
  'BootSourceOverrideTarget@Redfish.AllowableValues': Texts,
  HttpBootUri: Text,
});

const Reset = z.looseObject({ target: z.string().max(2000), 'ResetType@Redfish.AllowableValues': Texts, '@Redfish.ActionInfo': Text });

export const ComputerSystem = z.looseObject({
  '@odata.etag': Text,
  Name: Text,
  Manufacturer: Text,
  Model: Text,
  PowerState: Text,
  Boot: Boot.optional().catch(undefined),
  Actions: z.looseObject({ '#ComputerSystem.Reset': Reset.optional().catch(undefined) }).optional().catch(undefined),
  '@Redfish.Settings': z.looseObject({ SettingsObject: MaybeLink }).optional().catch(undefined),
});
export type ComputerSystem = z.infer<typeof ComputerSystem>;

/** Where a controller takes changes that hold from the next boot on. */
export const SettingsObject = z.looseObject({ '@odata.etag': Text, Boot: Boot.optional().catch(undefined) });

export const ActionInfo = z.looseObject({ Parameters: z.array(z.looseObject({ Name: Text, AllowableValues: Texts })).max(50).catch([]) });

export const Task = z.looseObject({ TaskState: Text });
