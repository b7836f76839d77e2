// SPDX-License-Identifier: GPL-2.0-or-later
// The order of a kickstart: which template comes where. Commands first, then %pre, %addon, the admin's scripts, and at the end the node's own tools, the check-in, the guard and the last report.
import type { Statement } from '../language/statement.ts';
import type { Slice } from '../profile/profile.ts';
import { checkIn } from './check-in.ts';
import { extraSections, extraTemplate } from './extra.ts';
import { finishTemplate, kdumpAddon } from './finish.ts';
import { headerTemplate } from './header.ts';
import { imageTemplate } from './image.ts';
import { layoutAddon, layoutGuard } from './layout.ts';
import { localeTemplate } from './locale.ts';
import { networkTemplate } from './network.ts';
import { nodeAgent } from './node-agent.ts';
import type { Node } from './node.ts';
import { earlyReports, lastReports, machineReports, preludeReports } from './reports.ts';
import { scriptSections } from './scripts.ts';
import { servicesTemplate } from './services.ts';
import { storageSections, storageTemplate } from './storage.ts';
import { usersTemplate } from './users.ts';

type Template = {
  readonly commands: (node: Node) => readonly Statement[];
  readonly sections: (node: Node) => readonly Statement[];
};

const nothing = () => [];

/** Every slice's template; a slice without one does not compile. */
const templates = {
  finish: { commands: finishTemplate, sections: kdumpAddon },
  image: { commands: imageTemplate, sections: nothing },
  locale: { commands: localeTemplate, sections: nothing },
  network: { commands: networkTemplate, sections: nothing },
  users: { commands: usersTemplate, sections: nothing },
  services: { commands: servicesTemplate, sections: nothing },
  storage: { commands: storageTemplate, sections: storageSections },
  extra: { commands: extraTemplate, sections: extraSections },
  layout: { commands: nothing, sections: layoutAddon },
  scripts: { commands: nothing, sections: scriptSections },
} as const satisfies Record<Slice, Template>;

const commandOrder = ['finish', 'image', 'locale', 'network', 'users', 'services', 'storage', 'extra'] as const;
const sectionOrder = ['extra', 'layout', 'finish'] as const;

/** Every statement of the node's kickstart, in order. */
export function statementsOf(node: Node): Statement[] {
  return [
    ...headerTemplate(node),
    ...commandOrder.flatMap((slice) => templates[slice].commands(node)),
    // How to report comes before everything that may fail; the machine's own report, and the wait of a rehearsal, when the disk is known and nothing has touched it.
    ...preludeReports(node),
    ...templates.storage.sections(node),
    ...machineReports(node),
    ...sectionOrder.flatMap((slice) => templates[slice].sections(node)),
    ...earlyReports(node),
    ...templates.scripts.sections(node),
    ...nodeAgent(node),
    ...checkIn(node),
    ...layoutGuard(node),
    ...lastReports(node),
  ];
}
