// SPDX-License-Identifier: GPL-2.0-or-later
// What every part of the wizard knows: the draft's problems, which of them to show, the preview, and where the admin is.
'use client';
import { createContext, use } from 'react';
import type { TargetId } from '#kickstart/profile/targets.ts';
import type { StepId } from '../frame/steps.ts';
import type { Problem } from './check.ts';
import type { Draft } from './draft.ts';
import type { Preview } from './render.ts';

export type Wizard = {
  /** The draft as a document, a moment behind the keyboard. */
  readonly document: Draft;
  readonly target: TargetId;
  readonly problems: readonly Problem[];
  /** Problems that the admin has been told of: of fields left, and of steps tried. */
  readonly shown: readonly Problem[];
  readonly preview: Preview;
  readonly isNew: boolean;
  /** The field that has the focus. */
  readonly focused: string | undefined;
  readonly step: StepId;
  readonly goTo: (step: StepId) => void;
  /** Goes to the step of the field and focuses it. */
  readonly goToField: (path: string) => void;
  /** The line of the preview that is pointed at, from 1. */
  readonly line: number | undefined;
  readonly pointAt: (line: number | undefined) => void;
  /** Points at a line of the preview and brings it into view. */
  readonly showLine: (line: number) => void;
  /** Work that Next waits for (a password being hashed). */
  readonly wait: (work: Promise<unknown>) => void;
};

const WizardContext = createContext<Wizard | undefined>(undefined);

export const WizardProvider = WizardContext.Provider;

export function useWizard(): Wizard {
  const wizard = use(WizardContext);
  if (wizard === undefined) throw new Error('useWizard is for components inside the wizard.');
  return wizard;
}
