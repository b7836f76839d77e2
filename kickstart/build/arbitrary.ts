// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: random valid image definitions over every field, with text as nasty as the schema allows.
import fc from 'fast-check';
import * as value from '../profile/arbitrary-text.ts';
import { targetIds, targets, type TargetId } from '../profile/targets.ts';
import { buildArchitectures, compressions, ImageDefinition } from './definition.ts';
import { excludable, payloadIds } from './payloads.ts';

const LETTERS = 'abcxyzABC019_';
const some = <T>(one: fc.Arbitrary<T>, max: number) => fc.uniqueArray(one, { maxLength: max });
const packageName = value.joined(value.of(LETTERS, 1, 1), value.of(`${LETTERS}.+*-`, 0, 12));
const groupId = value.joined(value.of('abcXYZ09', 1, 1), value.of(`${LETTERS}.+-`, 0, 12));
const part = value.of(`${LETTERS}.+`, 1, 8);
const tree = fc.oneof(
  fc.constant({ kind: 'registered' as const }),
  value.httpUrl.map((url) => ({ kind: 'url' as const, url })),
  value.httpUrl.map((url) => ({ kind: 'metalink' as const, url })),
);
const repository = fc.record(
  { name: value.joined(value.of('abcXYZ09', 1, 1), value.of(`${LETTERS}.-`, 0, 10)), kind: fc.constantFrom('baseurl' as const, 'metalink' as const, 'mirrorlist' as const), url: value.httpUrl, cost: fc.integer({ min: 1, max: 99_999 }), keep: fc.boolean() },
  { requiredKeys: ['name', 'kind', 'url', 'keep'] },
);
const step = fc.record({ body: value.scriptBody, interpreter: value.path }, { requiredKeys: ['body'] });

const fields = {
  id: value.slug, title: value.text(1, 60), description: value.text(0, 80), target: fc.constantFrom(...targetIds), arch: fc.constantFrom(...buildArchitectures),
  name: part.map((text) => `node${text}`.slice(0, 12)), version: part, release: fc.oneof(part, fc.constantFrom('0.{date}.0', '{date}{time}', '1')),
  tree, repositories: fc.uniqueArray(repository, { maxLength: 4, selector: ({ name }) => name }), payload: fc.constantFrom(...payloadIds),
  packages: some(packageName, 6), groups: fc.tuple(some(groupId, 3), fc.option(groupId)).map(([groups, environment]) => [...groups, ...(environment === null ? [] : [`^${environment}`])]), excluded: some(packageName, 4),
  weakDependencies: fc.boolean(), documentation: fc.boolean(), services: fc.tuple(some(value.unit, 4), some(value.unit, 4)).map(([enabled, disabled]) => ({ enabled, disabled: disabled.filter((unit) => !enabled.includes(unit)) })),
  steps: fc.array(step, { maxLength: 3 }), rootSize: fc.integer({ min: 3072, max: 262_144 }), compression: fc.constantFrom(...compressions), kojiTarget: value.joined('t', value.of(`${LETTERS}.+-`, 0, 10)),
};

const payloadFor = (target: TargetId, payload: (typeof payloadIds)[number]) => (payload === 'ovirt' && targets[target].kickstart !== 'RHEL9' ? 'virtualization' as const : payload);

/** Any valid definition. */
export function arbitraryDefinition(): fc.Arbitrary<ImageDefinition> {
  const optional = new Set(['description', 'kojiTarget']);
  return fc.record(fields, { requiredKeys: Object.keys(fields).filter((key): key is Exclude<keyof typeof fields, 'description' | 'kojiTarget'> => !optional.has(key)) }).map((document) => {
    const payload = payloadFor(document.target, document.payload);
    const excluded = document.excluded.filter((name) => !document.packages.includes(name) && excludable(name, { target: document.target, arch: document.arch, payload }));
    return { ...document, payload, excluded };
  }).filter((document) => ImageDefinition.safeParse(document).success).map((document) => ImageDefinition.parse(document));
}
