// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `services` -> selinux, firewall, services.
import { command, options, type Statement } from '../language/statement.ts';
import { COCKPIT } from '../profile/services.ts';
import type { Node } from './node.ts';

/** `names` and, when `wanted`, `name` once after them. */
const including = (names: readonly string[], name: string, wanted: boolean) => (wanted && !names.includes(name) ? [...names, name] : names);

export function servicesTemplate({ services }: Node): Statement[] {
  const from = (key: string) => ({ slice: 'services', field: `services.${key}` });
  const { firewall } = services;
  const enabled = including(services.enabled, COCKPIT.unit, services.cockpit);
  const opened = including(firewall.services, COCKPIT.firewall, services.cockpit);
  const statements: Statement[] = [
    command('selinux', from('selinux'), options({ [`--${services.selinux}`]: true })),
    command('firewall', from('firewall'), firewall.enabled ? options({ '--enabled': true, '--port': firewall.ports.join(','), '--service': opened.join(',') }) : options({ '--disabled': true })),
  ];
  const units = options({ '--disabled': services.disabled.join(','), '--enabled': enabled.join(',') });
  if (units.length > 0) statements.push(command('services', from(services.enabled.length + services.disabled.length > 0 ? 'enabled' : 'cockpit'), units));
  return statements;
}
