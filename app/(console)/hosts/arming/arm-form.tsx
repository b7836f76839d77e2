// SPDX-License-Identifier: GPL-2.0-or-later
// For how long and how hosts are armed, and the box that says that it was understood.
'use client';
import { Checkbox, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem } from '@patternfly/react-core';
import { type SubmitEvent, useId, useState } from 'react';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { TEXT } from './text.ts';
import { ArmedHosts, byDisk, type Verdict } from './verdict.ts';
import { LeftOut, VerdictList } from './verdict-list.tsx';

type ArmFormProps = {
  id: string;
  ready: readonly Verdict[];
  refused: readonly Verdict[];
  onBusy: (isBusy: boolean) => void;
  onAnswer: (answer: ArmedHosts) => void;
};

function Minutes({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <FormGroup fieldId={id} label={TEXT.minutes}>
      <FormSelect id={id} value={value} onChange={(_event, next) => onChange(next)} aria-describedby={`${id}-help`}>
        {Object.entries(TEXT.minuteChoices).map(([minutes, label]) => <FormSelectOption key={minutes} value={minutes} label={label} />)}
      </FormSelect>
      <FormHelperText><HelperText id={`${id}-help`}><HelperTextItem>{TEXT.minutesHelp}</HelperTextItem></HelperText></FormHelperText>
    </FormGroup>
  );
}

function Understood({ id, label, isChecked, isMissing, onChange }: { id: string; label: string; isChecked: boolean; isMissing: boolean; onChange: (isChecked: boolean) => void }) {
  return (
    <div>
      <Checkbox id={id} label={label} isChecked={isChecked} onChange={(_event, checked) => onChange(checked)} isValid={!isMissing} aria-describedby={`${id}-error`} />
      <HelperText id={`${id}-error`} isLiveRegion>{isMissing && <HelperTextItem variant="error">{TEXT.unconfirmed}</HelperTextItem>}</HelperText>
    </div>
  );
}

export function ArmForm({ id, ready, refused, onBusy, onAnswer }: ArmFormProps) {
  const [minutes, setMinutes] = useState('60');
  const [isRehearsal, setRehearsal] = useState(false);
  const [isUnderstood, setUnderstood] = useState(false);
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const fieldId = useId();
  const groups = byDisk(ready);

  const arm = async () => {
    onBusy(true);
    const body = { hosts: ready.map((verdict) => verdict.id), minutes: Number(minutes), isRehearsal };
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', 'arm']), body, schema: ArmedHosts });
    onBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onAnswer(answer.data);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isUnderstood) void arm();
    else document.getElementById(`${fieldId}-understood`)?.focus();
  };
  return (
    <Form id={id} noValidate onSubmit={submit}>
      <ProblemAlert title={TEXT.failed(ready.length)} problem={problem} />
      <LeftOut refused={refused} title={TEXT.refused(refused.length)} />
      <VerdictList ready={ready} isRehearsal={isRehearsal} />
      <Minutes value={minutes} onChange={setMinutes} />
      <Checkbox
        id={`${fieldId}-rehearsal`} label={TEXT.rehearsal} description={TEXT.rehearsalHelp} isChecked={isRehearsal} onChange={(_event, checked) => setRehearsal(checked)}
      />
      <Understood
        id={`${fieldId}-understood`} label={isRehearsal ? TEXT.confirmRehearsal(groups) : TEXT.confirm(groups)} isChecked={isUnderstood} onChange={setUnderstood}
        isMissing={isTried && !isUnderstood}
      />
    </Form>
  );
}
