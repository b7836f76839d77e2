// SPDX-License-Identifier: GPL-2.0-or-later
// The document that the wizard edits: a profile that need not be valid yet. `null` stands for an optional field that is empty.
import { z } from 'zod';
import { defaultProfile } from '#kickstart/profile/defaults.ts';
import { MASK } from '#kickstart/profile/names.ts';
import { sliceSchemas, slices } from '#kickstart/profile/profile.ts';

export type Draft = Record<string, unknown>;
export const Draft = z.record(z.string(), z.unknown());

export const isObject = (value: unknown): value is Draft => typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value at a dotted path, or undefined. */
export function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (isList(value)) return value[Number(key)];
    return isObject(value) ? value[key] : undefined;
  }, document);
}

/** A new profile: everything that has a default has it; what erases a disk or names a server waits for the admin. */
export function newDraft(): Draft {
  const { layout, locale, network, users, services, scripts, finish, extra, storage } = defaultProfile;
  const draft: Draft = {
    format: 1, id: '', title: '', description: null, target: 'ovirt45',
    image: { url: '', checksum: null, nvr: null, proxy: null, noverifyssl: false, channel: null },
    storage: { ...storage, disk: { by: 'id', id: '' } },
    layout, locale, network, users, services, scripts, finish, extra,
  };
  return structuredClone(draft); // The form changes what it holds; the defaults are everybody's.
}

/** `document` with every default filled in, so that every field has a value to show. A slice that is not valid keeps what it says. */
export function completeDraft(document: Draft): Draft {
  const fresh = newDraft();
  const parts = slices.map((slice): [string, unknown] => {
    const given = document[slice];
    if (given === undefined) return [slice, fresh[slice]];
    const parsed = sliceSchemas[slice].safeParse(given);
    if (parsed.success) return [slice, parsed.data];
    return [slice, isObject(given) && isObject(fresh[slice]) ? { ...fresh[slice], ...given } : given];
  });
  return { ...fresh, ...document, ...Object.fromEntries(parts) };
}

/** The form's values as a document: empty optional fields are left out. */
export function documentOf(values: unknown): Draft {
  const cleaned = withoutNull(values);
  return isObject(cleaned) ? cleaned : {};
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null && part !== undefined).map(([key, part]) => [key, withoutNull(part)]));
}

function replaced(value: unknown, key: 'hash' | 'passphrase', by: (secret: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => replaced(part, key, by));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, name === key && typeof part === 'string' && part !== '' ? by(part) : replaced(part, key, by)]));
}

/** The document with hashes and passphrase masked, as every reader of the kickstart sees it. */
export function maskDraft(document: Draft): Draft {
  return {
    ...document,
    users: replaced(document['users'], 'hash', () => MASK),
    storage: replaced(document['storage'], 'passphrase', () => MASK),
  };
}

/** SHA-512 of nothing anybody uses: stands for every hash where a kickstart is only tested. */
const STAND_IN = `$6$basewright$${'x'.repeat(86)}`;

/** The document for a test by the parser, which looks at the form of a hash: no secret leaves the browser, and the lines stay the same. */
export function testableDraft(document: Draft): Draft {
  return {
    ...document,
    users: replaced(document['users'], 'hash', () => STAND_IN),
    storage: replaced(document['storage'], 'passphrase', () => 'stand-in passphrase'),
  };
}

/** What may be kept in the browser: a passphrase typed in clear is not. */
export function keepable(values: Draft): Draft {
  return { ...values, storage: replaced(values['storage'], 'passphrase', (secret) => (secret === MASK ? MASK : '')) };
}

/** Whether two drafts say the same. */
export function sameDraft(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(documentOf(one))) === JSON.stringify(sorted(documentOf(other)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)])) : value;
}
