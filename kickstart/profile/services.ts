// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `services`: units, firewall, SELinux, Cockpit.
import { z } from 'zod';
import { UnitName } from './names.ts';

/** Unit and firewall service by which Cockpit is reached, and the package that has the unit. */
export const COCKPIT = { unit: 'cockpit.socket', firewall: 'cockpit', package: 'cockpit-ws' } as const;

const unique = (names: readonly string[]) => new Set(names).size === names.length;
const Units = z.array(UnitName).max(128, 'At most 128 units.').refine(unique, 'A unit is there twice; remove one of the two.').default([]);

export const Services = z.strictObject({
  enabled: Units,
  disabled: Units,
  /** Enable cockpit.socket and open its port in the firewall. */
  cockpit: z.boolean().default(true),
  firewall: z.strictObject({
    enabled: z.boolean().default(true),
    services: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Write a firewalld service, for example http.')).max(64).refine(unique, 'A service is there twice.').default([]),
    ports: z.array(z.string().regex(/^([1-9][0-9]{0,4})(-[1-9][0-9]{0,4})?:(tcp|udp)$/, 'Write port and protocol, for example 8080:tcp or 5900-6923:tcp.')
      .refine((port) => {
        const [from = 0, to = from] = (port.split(':')[0] ?? '').split('-').map(Number);
        return from <= to && to <= 65_535;
      }, 'A port is a number from 1 to 65535, and a range goes upwards.')).max(64).refine(unique, 'A port is there twice.').default([]),
  }).default({ enabled: true, services: [], ports: [] }),
  selinux: z.enum(['enforcing', 'permissive', 'disabled']).default('enforcing'),
}).superRefine((services, context) => {
  const enabled = new Set([...services.enabled, ...(services.cockpit ? ['cockpit.socket', 'cockpit'] : [])]);
  services.disabled.forEach((unit, index) => {
    if (enabled.has(unit)) context.addIssue({ code: 'custom', path: ['disabled', index], message: `${unit} is enabled and disabled at once; choose one.` });
  });
  const unit = services.enabled.indexOf(COCKPIT.unit);
  if (unit >= 0) context.addIssue({ code: 'custom', path: ['enabled', unit], message: `Cockpit has a switch of its own: turn it on, and remove ${COCKPIT.unit} from this list.` });
  const service = services.cockpit ? services.firewall.services.indexOf(COCKPIT.firewall) : -1;
  if (service >= 0) context.addIssue({ code: 'custom', path: ['firewall', 'services', service], message: 'Cockpit\'s port is open already, because Cockpit is on; remove it from this list.' });
  if (!services.firewall.enabled && services.firewall.services.length + services.firewall.ports.length > 0) {
    context.addIssue({ code: 'custom', path: ['firewall', 'enabled'], message: 'The firewall is off, so nothing can be opened in it. Turn it on, or remove the services and ports.' });
  }
});
export type Services = z.infer<typeof Services>;
