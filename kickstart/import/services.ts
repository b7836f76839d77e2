// SPDX-License-Identifier: GPL-2.0-or-later
// services, firewall, selinux -> slice `services`.
import type { z } from 'zod';
import { COCKPIT, type Services } from '../profile/services.ts';
import type { Context } from './context.ts';

type ServicesInput = z.input<typeof Services>;

/** Flags that open a service by its name. */
const KNOWN: readonly string[] = ['ssh', 'http', 'ftp', 'smtp'];
const once = (names: readonly string[]) => [...new Set(names)];

/** Source: pykickstart's firewall command: a port without a protocol is a TCP port. */
function port(text: string): string {
  return text.includes(':') ? text : `${text}:tcp`;
}

function readFirewall(context: Context): NonNullable<ServicesInput['firewall']> {
  const { ledger } = context;
  const firewall = context.one('firewall');
  const disabled = firewall.flag('--disabled') || firewall.flag('--disable');
  const services = firewall.collected('--service').flatMap(({ option, value }) => {
    const short = KNOWN.find((name) => option === `--${name}`);
    return short !== undefined ? [short] : value === true ? [] : value.split(',').map((name) => name.trim()).filter(Boolean);
  });
  const ports = firewall.list('--port').map(port);
  firewall.settle(ledger, {
    '--trust': 'zones of interfaces are set after the installation.',
    '--remove-service': 'only what is opened is said here.',
    '--use-system-defaults': 'the firewall is set as this profile says.',
  });
  if (firewall.present) ledger.gives('services.firewall', firewall.line);
  if (disabled && services.length + ports.length > 0) ledger.note(firewall.line, 'refused', 'The firewall is off, so the services and ports it names are not taken over.');
  return disabled ? { enabled: false, services: [], ports: [] } : { enabled: true, services: once(services), ports: once(ports) };
}

export function readServices(context: Context): ServicesInput {
  const { ledger } = context;
  const units = context.one('services');
  const enabled = once(units.list('--enabled'));
  const disabled = once(units.list('--disabled'));
  units.settle(ledger);
  if (units.present) ledger.gives('services', units.line);
  const selinux = context.one('selinux');
  const mode = (['permissive', 'disabled'] as const).find((name) => selinux.flag(`--${name}`)) ?? 'enforcing';
  selinux.flag('--enforcing');
  selinux.settle(ledger);
  if (selinux.present) ledger.gives('services.selinux', selinux.line);
  const firewall = readFirewall(context);
  const cockpit = enabled.includes(COCKPIT.unit);
  if (cockpit && firewall.enabled && !(firewall.services ?? []).includes(COCKPIT.firewall)) ledger.note(units.line, 'understood', 'Cockpit is on; its port is opened in the firewall too.');
  return {
    enabled: enabled.filter((unit) => unit !== COCKPIT.unit),
    disabled,
    cockpit,
    firewall: { ...firewall, services: (firewall.services ?? []).filter((name) => !cockpit || name !== COCKPIT.firewall) },
    selinux: mode,
  };
}
