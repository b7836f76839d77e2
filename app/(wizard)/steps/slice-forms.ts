// SPDX-License-Identifier: GPL-2.0-or-later
// The form of each slice: one without a form does not compile.
import type { ComponentType } from 'react';
import type { Slice } from '#kickstart/profile/profile.ts';
import { ExtraStep } from './extra-step.tsx';
import { FinishStep } from './finish-step.tsx';
import { ImageStep } from './image-step.tsx';
import { LayoutStep } from './layout-step.tsx';
import { LocaleStep } from './locale-step.tsx';
import { NetworkStep } from './network-step.tsx';
import { ScriptsStep } from './scripts-step.tsx';
import { ServicesStep } from './services-step.tsx';
import { StorageStep } from './storage-step.tsx';
import { UsersStep } from './users-step.tsx';

export const sliceForms = {
  image: ImageStep, storage: StorageStep, layout: LayoutStep, locale: LocaleStep, network: NetworkStep,
  users: UsersStep, services: ServicesStep, scripts: ScriptsStep, finish: FinishStep, extra: ExtraStep,
} as const satisfies Record<Slice, ComponentType>;
