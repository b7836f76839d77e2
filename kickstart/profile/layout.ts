// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `layout`: whether and how imgbased turns the installed root volume into a base and a layer.
import { z } from 'zod';

export const Layout = z.strictObject({
  /** Run `imgbase layout --init` during the installation (by the add-on org_imgbased). */
  init: z.boolean().default(true),
  /**
   * Which volumes imgbased makes by itself: `full` makes every one of its list that the kickstart does not define,
   * `minimal` none (the installer must then be started with `node_storage=minimal`).
   */
  nodeStorage: z.enum(['full', 'minimal']).default('full'),
});
export type Layout = z.infer<typeof Layout>;
