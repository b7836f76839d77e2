// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `layout`: whether and how imgbased turns the installed root volume into a base and a layer.
import { z } from 'zod';
import { MaintenanceWindow } from './maintenance-window.ts';

/** What the node itself does about upgrades, by the tools that the installation puts onto it. */
export const Upgrade = z.strictObject({
  /** Put Basewright's tools onto the node. They need the layout, and a boot plane that installs the node. */
  agent: z.boolean().default(true),
  /** When the node may reboot by itself into a layer that it was told to install. */
  window: MaintenanceWindow.default('never'),
  /** How long a new layer has to become healthy; then the node goes back to the one before. */
  healthMinutes: z.int('Write whole minutes.').min(1, 'At least one minute.').max(120, 'At most 120 minutes: until then nobody knows whether the node is well.').default(10),
});
export type Upgrade = z.infer<typeof Upgrade>;

export const Layout = z.strictObject({
  /** Run `imgbase layout --init` during the installation (by the add-on org_imgbased). */
  init: z.boolean().default(true),
  /**
   * Which volumes imgbased makes by itself: `full` makes every one of its list that the kickstart does not define,
   * `minimal` none (the installer must then be started with `node_storage=minimal`).
   */
  nodeStorage: z.enum(['full', 'minimal']).default('full'),
  upgrade: Upgrade.prefault({}),
});
export type Layout = z.infer<typeof Layout>;
