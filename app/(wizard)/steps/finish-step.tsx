// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `finish`: how the installer shows itself, how it ends, kernel arguments, crash dumps.
'use client';
import { FormSection } from '@patternfly/react-core';
import { lacks } from '#kickstart/profile/targets.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, LackedField, RadioField, SelectField } from '../field/choice-field.tsx';
import { ListField } from '../field/text-field.tsx';
import { useReplace, useSeen } from '../field/value.ts';
import { WORDS } from './words.ts';
import { KdumpReserve } from './kdump-reserve.tsx';

function Kdump() {
  const { target } = useWizard();
  const replace = useReplace();
  const mode = useSeen('finish.kdump.mode');
  const reason = lacks(target, 'kdumpAddon');
  if (reason !== undefined && mode === 'default') return <LackedField name="finish.kdump.mode" reason={reason} />;
  return (
    <>
      <RadioField
        name="finish.kdump.mode"
        choices={WORDS.kdump}
        onChoose={(next) => replace('finish.kdump', next === 'enabled' ? { mode: next, reserve: 'auto' } : { mode: next })}
      />
      {mode === 'enabled' && <KdumpReserve />}
    </>
  );
}

export function FinishStep() {
  const { target } = useWizard();
  const replace = useReplace();
  const action = useSeen('finish.action');
  const eula = useSeen('finish.eula');
  const noEula = lacks(target, 'eula');
  return (
    <FormSection title={WORDS.finish} titleElement="h3">
      <RadioField
        name="finish.action"
        choices={WORDS.action}
        onChoose={(next) => {
          replace('finish.action', next);
          if (next === 'halt') replace('finish.eject', false);
        }}
      />
      {action !== 'halt' && <CheckField name="finish.eject" />}
      <SelectField name="finish.display" choices={WORDS.display} />
      <ListField name="finish.kernelArguments" className="bw-mono" />
      <Kdump />
      {noEula === undefined || eula === true ? <CheckField name="finish.eula" /> : <LackedField name="finish.eula" reason={noEula} />}
    </FormSection>
  );
}
