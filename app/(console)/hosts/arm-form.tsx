// SPDX-License-Identifier: GPL-2.0-or-later
// What arming will do, for how long, and the box that says it was understood.
'use client';
import { Checkbox, Content, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, List, ListItem } from '@patternfly/react-core';
import { type SubmitEvent, useId, useState } from 'react';
import { z } from 'zod';
import { describeDisk } from '#kickstart/profile/disk.ts';
import type { Host } from '#kickstart/profile/host.ts';
import type { Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { Instant } from '../list/page-of.ts';
import { ObstacleList } from './obstacle-list.tsx';
import { TEXT } from './text.ts';

const Armed = z.object({ armedUntil: Instant });
const Reasons = z.array(z.object({ field: z.string(), message: z.string() }));

/** The reasons in a refusal, which the server may have found in what changed since this page was read. */
function reasonsIn(problem: Problem): readonly Obstacle[] {
  const listed = Reasons.safeParse(problem['reasons']);
  return listed.success ? listed.data : (problem.errors ?? []).map(({ path, message }) => ({ field: path, message }));
}

type ArmFormProps = { id: string; host: Host; profile: Profile; onBusy: (isBusy: boolean) => void; onArmed: (armedUntil: number) => void };

function WhatHappens({ host, profile, disk }: { host: Host; profile: Profile; disk: string }) {
  return (
    <>
      <Content component="p">{TEXT.armText}</Content>
      <List>
        <ListItem>{TEXT.armErases} <strong>{disk}</strong> {TEXT.armErasesEnd} <strong>{host.hostname}</strong> ({host.macs.join(', ')}),</ListItem>
        <ListItem>{TEXT.armInstalls} <strong>{profile.title}</strong>.</ListItem>
      </List>
    </>
  );
}

export function ArmForm({ id, host, profile, onBusy, onArmed }: ArmFormProps) {
  const [minutes, setMinutes] = useState('60');
  const [isUnderstood, setUnderstood] = useState(false);
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const fieldId = useId();
  const disk = describeDisk(host.overrides.disk ?? profile.storage.disk);
  const isMissing = isTried && !isUnderstood;
  const reasons = problem === undefined ? [] : reasonsIn(problem);

  const arm = async () => {
    onBusy(true);
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', host.id, 'arm']), body: { minutes: Number(minutes) }, schema: Armed });
    onBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onArmed(answer.data.armedUntil);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isUnderstood) void arm();
    else document.getElementById(`${fieldId}-understood`)?.focus();
  };
  return (
    <Form id={id} noValidate onSubmit={submit}>
      {reasons.length > 0 ? <ObstacleList obstacles={reasons} host={host} /> : <ProblemAlert title={TEXT.armFailed} problem={problem} />}
      <div><WhatHappens host={host} profile={profile} disk={disk} /></div>
      <FormGroup fieldId={`${fieldId}-minutes`} label={TEXT.armMinutes}>
        <FormSelect id={`${fieldId}-minutes`} value={minutes} onChange={(_event, value) => setMinutes(value)} aria-describedby={`${fieldId}-minutes-help`}>
          {Object.entries(TEXT.minutes).map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
        </FormSelect>
        <FormHelperText><HelperText id={`${fieldId}-minutes-help`}><HelperTextItem>{TEXT.armMinutesHelp}</HelperTextItem></HelperText></FormHelperText>
      </FormGroup>
      <div>
        <Checkbox
          id={`${fieldId}-understood`}
          label={TEXT.armConfirm(disk, host.hostname)}
          isChecked={isUnderstood}
          onChange={(_event, checked) => setUnderstood(checked)}
          isValid={!isMissing}
          aria-describedby={`${fieldId}-understood-error`}
        />
        <HelperText id={`${fieldId}-understood-error`} isLiveRegion>
          {isMissing && <HelperTextItem variant="error">{TEXT.armUnconfirmed}</HelperTextItem>}
        </HelperText>
      </div>
    </Form>
  );
}
