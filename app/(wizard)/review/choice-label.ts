// SPDX-License-Identifier: GPL-2.0-or-later
// The words that the form shows for a chosen value, for the review to show the same.
import { targets, TargetId } from '#kickstart/profile/targets.ts';
import { WORDS as STEPS } from '../steps/words.ts';
import { WORDS as STORAGE } from '../storage/words.ts';
import { WORDS as USERS } from '../users/words.ts';

type Choices = readonly { readonly value: string; readonly label: string }[];

const choices: Readonly<Record<string, Choices>> = {
  'storage.disk.by': STORAGE.by,
  'storage.disk.pick': STORAGE.pick,
  'storage.preset': STORAGE.presets,
  'storage.boot.method': STORAGE.boot,
  'layout.nodeStorage': STEPS.nodeStorage,
  'layout.upgrade.window': STORAGE.windows,
  'locale.ntp.mode': STEPS.ntp,
  'users.root.password': USERS.rootPassword,
  'services.selinux': STEPS.selinux,
  'finish.action': STEPS.action,
  'finish.display': STEPS.display,
  'finish.kdump.mode': STEPS.kdump,
};

export function choiceLabel(name: string, value: string): string | undefined {
  const target = name === 'target' ? TargetId.safeParse(value).data : undefined;
  return target === undefined ? choices[name]?.find((choice) => choice.value === value)?.label : targets[target].label;
}
