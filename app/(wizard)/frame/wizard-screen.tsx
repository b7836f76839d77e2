// SPDX-License-Identifier: GPL-2.0-or-later
// The wizard itself: steps, form and preview of one draft.
'use client';
import { Alert, Button, Wizard, WizardStep } from '@patternfly/react-core';
import { useState } from 'react';
import { slices } from '#kickstart/profile/profile.ts';
import { PageHeader } from '#app/shell/page-header.tsx';
import { exactTime } from '../../(console)/list/time.ts';
import { forgetDraft } from '../draft/autosave.ts';
import { valueAt } from '../draft/draft.ts';
import { Preview } from '../preview/preview.tsx';
import { Conflict } from '../review/conflict.tsx';
import { INCOMPLETE } from '../review/findings.tsx';
import { ReviewStep } from '../review/review.tsx';
import { useSaving } from '../review/use-saving.ts';
import { WORDS as REVIEW_WORDS } from '../review/words.ts';
import { sliceForms } from '../steps/slice-forms.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { StepBody } from './step-body.tsx';
import { StepFooter } from './step-footer.tsx';
import { StepNav } from './step-nav.tsx';
import { indexOfStep, type StepId, stepOfSlice, steps } from './steps.ts';
import { type Source, useWizardState, WizardContexts } from './wizard-state.tsx';
import { WORDS } from './words.ts';

const formsOf = (step: StepId) => slices.filter((slice) => stepOfSlice[slice] === step).map((slice) => {
  const SliceForm = sliceForms[slice];
  return <SliceForm key={slice} />;
});

function Restored({ when, onDiscard }: { when: number; onDiscard: () => void }) {
  const [isOpen, setOpen] = useState(true);
  if (!isOpen) return null;
  return (
    <Alert isInline isPlain variant="info" title={WORDS.restored} component="h2">
      <div className="bw-restored__text">
        <span>{WORDS.restoredText(exactTime(when))}</span>
        <Button variant="link" isInline onClick={onDiscard}>{WORDS.discard}</Button>
        <Button variant="link" isInline onClick={() => setOpen(false)}>{WORDS.keep}</Button>
      </div>
    </Alert>
  );
}

type WizardScreenProps = { initial: Source; title: string; restoredAt: number | undefined; onDiscard: () => void };

export function WizardScreen({ initial, title, restoredAt, onDiscard }: WizardScreenProps) {
  const [source, setSource] = useState(initial);
  const [wanted, setWanted] = useState<string>();
  const handle = useWizardState(source);
  const { wizard, tryNext, tellAll } = handle;
  const saving = useSaving(source, handle.form, (base, etag) => {
    const id = String(valueAt(base, 'id'));
    setSource({ ...source, name: id, isNew: false, cloneOf: undefined, base, etag });
    window.history.replaceState(null, '', `/profiles/${encodeURIComponent(id)}/edit?step=${wizard.step}`);
  });
  const saveButton = (
    <Button variant="primary" isLoading={saving.isBusy} isDisabled={saving.isBusy} onClick={() => (tellAll() ? void saving.save() : window.document.getElementById(INCOMPLETE)?.focus())}>{saving.isBusy ? REVIEW_WORDS.saving : REVIEW_WORDS.save}</Button>
  );
  return (
    <WizardContexts handle={handle}>
      <PageHeader title={title} trail={[{ href: '/profiles', label: WORDS.profiles }]} />
      {restoredAt !== undefined && <div className="bw-restored"><Restored when={restoredAt} onDiscard={onDiscard} /></div>}
      <div className="bw-wizard">
        <Wizard
          startIndex={indexOfStep(wizard.step) + 1}
          shouldFocusContent={false}
          nav={<StepNav />}
          footer={<StepFooter tryNext={tryNext} last={saveButton} onCancel={() => setWanted('/profiles')} />}
        >
          {steps.map((step) => (
            <WizardStep key={step.id} id={step.id} name={step.name}>
              <StepBody step={step} onDrawn={handle.onDrawn} onFocus={handle.onFocus} onLeaveField={handle.onLeaveField}>
                {step.id === 'review' ? <ReviewStep saving={saving} base={source.base} /> : formsOf(step.id)}
              </StepBody>
            </WizardStep>
          ))}
        </Wizard>
        <Preview />
      </div>
      <LeaveGuard isDirty={handle.isDirty} wanted={wanted} onWant={setWanted} onDiscard={() => forgetDraft(source.name)} />
      {saving.theirs !== undefined && (
        <Conflict base={source.base} mine={wizard.document} theirs={saving.theirs.document} onMerged={saving.merge} onClose={saving.decideLater} />
      )}
    </WizardContexts>
  );
}
