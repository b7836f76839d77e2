// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `layout`: whether imgbased makes a base and a layer, and what it does about missing volumes.
'use client';
import { FormSection, HelperText, HelperTextItem } from '@patternfly/react-core';
import { lacks } from '#kickstart/profile/targets.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, RadioField } from '../field/choice-field.tsx';
import { useSeen } from '../field/value.ts';
import { WORDS } from './words.ts';

export function LayoutStep() {
  const { target } = useWizard();
  const isOn = useSeen('layout.init') === true;
  const noUpdates = lacks(target, 'layerUpdates');
  return (
    <FormSection title={WORDS.layout} titleElement="h3">
      <CheckField name="layout.init" />
      {noUpdates !== undefined && isOn && <HelperText><HelperTextItem variant="warning">{noUpdates}</HelperTextItem></HelperText>}
      {isOn && <RadioField name="layout.nodeStorage" choices={WORDS.nodeStorage} />}
    </FormSection>
  );
}
