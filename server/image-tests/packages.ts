// SPDX-License-Identifier: GPL-2.0-or-later
// Are the packages there, and whose are they: the checks of the rpm database.

import { evr } from '#kickstart/catalogue/package.ts';
import { failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import { missingPackages, type Need, type Payload, payloadOf } from '#kickstart/catalogue/required-packages.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import type { TargetId } from '#kickstart/profile/targets.ts';
import { type Reading, type RpmDatabase } from './rpm-database.ts';

const PAYLOADS: Readonly<Record<Payload, string>> = { ovirt: 'a host of oVirt', virtualization: 'a host of virtual machines', none: 'a plain node' };

/** All checks of the packages. @param target of the image, where it is known. */
export function checkPackages(reading: Reading, target: TargetId | null): Check[] {
  switch (reading.outcome) {
    case 'missing':
      return [failed('packages.database', 'There is none in /usr/share/rpm, /usr/lib/sysimage/rpm or /var/lib/rpm.')];
    case 'unreadable':
      return [reading.isForeign ? skipped('packages.database', reading.reason) : failed('packages.database', `${reading.place}: ${reading.reason}`)];
    case 'read':
      return [...checkDatabase(reading), ...checkNeeds(reading, target), checkSignatures(reading)];
  }
}

function checkDatabase({ place, kind, packages, strange }: RpmDatabase): Check[] {
  return [
    passed('packages.database', `${packages.length} packages in a ${kind} database.`),
    place === '/usr/share/rpm' ? passed('packages.place', 'It is there.') : failed('packages.place', `It lies in ${place}.`),
    strange === 0 ? passed('packages.entries', 'They do.') : warning('packages.entries', `${strange} entries name no package that rpm would make.`),
  ];
}

function checkNeeds({ packages }: RpmDatabase, target: TargetId | null): Check[] {
  const names = new Set(packages.map(({ name }) => name));
  const payload = payloadOf(target, names);
  const missing = missingPackages(payload, names);
  const kernels = packages.filter(({ name }) => name === 'kernel-core' || name === 'kernel').map((each) => `${each.name} ${evr(each)}`);
  return [
    missing.required.length === 0 ? passed('packages.required', `All of them, with ${kernels.join(', ') || 'a kernel'}.`) : failed('packages.required', said(missing.required)),
    missing.payload.length === 0 ? passed('packages.payload', `This is ${PAYLOADS[payload]}.`) : failed('packages.payload', `This is ${PAYLOADS[payload]}. ${said(missing.payload)}`),
    missing.recommended.length === 0 ? passed('packages.recommended', 'All of them.') : warning('packages.recommended', said(missing.recommended)),
  ];
}

function said(needs: readonly Need[]): string {
  return `Missing: ${needs.map(({ anyOf: [usual = ''], reason }) => `${usual} (${reason})`).join('; ')}.`;
}

function checkSignatures({ packages }: RpmDatabase): Check {
  // A key that was imported is no package and carries no signature.
  const signable = packages.filter(({ name }) => name !== 'gpg-pubkey');
  const unsigned = signable.filter(({ key }) => key === null);
  const keys = [...Map.groupBy(signable.filter(({ key }) => key !== null), ({ key }) => key ?? '')].sort((a, b) => b[1].length - a[1].length);
  const by = keys.slice(0, 8).map(([key, { length }]) => `${length} with ${key}`).join(', ');
  if (unsigned.length === 0) return passed('packages.signatures', `Signed: ${by}.`);
  const named = unsigned.slice(0, 12).map(({ name }) => name).join(', ');
  return warning('packages.signatures', `${unsigned.length} of ${signable.length} are not signed: ${named}${unsigned.length > 12 ? ' and more' : ''}.${by === '' ? '' : ` Signed: ${by}.`}`);
}
