// SPDX-License-Identifier: GPL-2.0-or-later
// The eight steps, and which slice is in which: a slice without a step does not compile.
import type { Slice } from '#kickstart/profile/profile.ts';

export const steps = [
  { id: 'image', name: 'Image', intro: 'Which distribution the image holds, where the installer fetches it, and what this profile is called.' },
  { id: 'storage', name: 'Storage', intro: 'The disk that is erased, the volumes on it, and the layout step that makes the node upgradable.' },
  { id: 'locale', name: 'Locale', intro: 'Language, keyboard and time of the installed system.' },
  { id: 'network', name: 'Network', intro: 'The interfaces of the installed node; the installer uses them to fetch the image.' },
  { id: 'users', name: 'Users', intro: 'Who may log in. Passwords are hashed before they are kept.' },
  { id: 'services', name: 'Services', intro: 'What runs on the node, and what may be reached from the network.' },
  { id: 'scripts', name: 'Scripts and finish', intro: 'Scripts of your own, and how the installation ends.' },
  { id: 'review', name: 'Review', intro: 'Check, test and save the profile.' },
] as const;

export type StepId = (typeof steps)[number]['id'];

export const stepOfSlice = {
  image: 'image', storage: 'storage', layout: 'storage', locale: 'locale', network: 'network', users: 'users', services: 'services',
  scripts: 'scripts', finish: 'scripts', extra: 'scripts',
} as const satisfies Record<Slice, StepId>;

const byHead: ReadonlyMap<string, StepId> = new Map(Object.entries(stepOfSlice));

/** The step in which the field at `path` is edited; title, identifier and target are in the first. */
export function stepOf(path: string): StepId {
  return byHead.get(path.split('.')[0] ?? '') ?? 'image';
}

/** The step of an address, which may name a step or a slice. */
export function stepNamed(name: string | null): StepId | undefined {
  return steps.find((step) => step.id === name)?.id ?? byHead.get(name ?? '');
}

export const indexOfStep = (id: StepId) => steps.findIndex((step) => step.id === id);
