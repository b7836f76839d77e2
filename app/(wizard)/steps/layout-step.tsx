// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `layout`: whether imgbased makes a base and a layer, and what it does about missing volumes, and what the node does about upgrades.
'use client';
import { FormSection, HelperText, HelperTextItem } from '@patternfly/react-core';
import { lacks } from '#kickstart/profile/targets.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, RadioField } from '../field/choice-field.tsx';
import { NumberField } from '../field/text-field.tsx';
import { useSeen } from '../field/value.ts';
import { WindowField } from '../storage/window-field.tsx';
import { WORDS } from './words.ts';

export function LayoutStep() {
  const { target } = useWizard();
  const isOn = useSeen('layout.init') === true;
  const hasTools = useSeen('layout.upgrade.agent') === true;
  const noUpdates = lacks(target, 'layerUpdates');
  return (
    <FormSection title={WORDS.layout} titleElement="h3">
      <CheckField name="layout.init" />
      {noUpdates !== undefined && isOn && <HelperText><HelperTextItem variant="warning">{noUpdates}</HelperTextItem></HelperText>}
      {isOn && <RadioField name="layout.nodeStorage" choices={WORDS.nodeStorage} />}
      {isOn && <CheckField name="layout.upgrade.agent" />}
      {isOn && hasTools && (
        <>
          <WindowField />
          <NumberField name="layout.upgrade.healthMinutes" />
        </>
      )}
    </FormSection>
  );
}
