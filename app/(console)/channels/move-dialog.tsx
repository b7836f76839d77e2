// SPDX-License-Identifier: GPL-2.0-or-later
// Publishes, promotes, demotes or rolls back: shows the blast radius first, and confirms exactly that. What was published or promoted goes on to its roll-out.
'use client';
import {
  Alert, Bullseye, Button, DescriptionList, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, List, ListItem, Spinner, TextArea,
} from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useState } from 'react';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { Fact } from '../hosts/installation/facts.tsx';
import { notify } from '../notice/notices.ts';
import { nextRollout } from '../rollouts/next-rollout.ts';
import { BlastRadiusView } from './blast-radius-view.tsx';
import { BlastRadius, type ChannelImage, Moved, type Wanted } from './channel-answers.ts';
import { TEXT } from './move-text.ts';
import { usePreview } from './use-preview.ts';
import { VerdictLabel } from './verdict-label.tsx';

const SHORTEST_REASON = 10;

function ImageFact({ term, image }: { term: string; image: ChannelImage | null }) {
  return (
    <Fact term={term}>
      {image === null ? TEXT.nothing : <><span className="bw-reported">{image.nvr ?? image.name}</span> <VerdictLabel verdict={image.verdict} /></>}
    </Fact>
  );
}

function Sentences({ variant, title, sentences }: { variant: 'danger' | 'warning'; title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return <Alert isInline variant={variant} title={title} component="h2"><List>{sentences.map((sentence) => <ListItem key={sentence}>{sentence}</ListItem>)}</List></Alert>;
}

type ReasonProps = { id: string; why: string; value: string; isMissing: boolean; onChange: (value: string) => void };

function Reason({ id, why, value, isMissing, onChange }: ReasonProps) {
  return (
    <>
      <Alert isInline variant="danger" title={TEXT.needsOverride} component="h2">{why}</Alert>
      <FormGroup fieldId={id} label={TEXT.reason} isRequired>
        <TextArea id={id} value={value} maxLength={500} isRequired validated={isMissing ? 'error' : 'default'} aria-describedby={`${id}-help`} onChange={(_event, text) => onChange(text)} resizeOrientation="vertical" />
        <FormHelperText><HelperText id={`${id}-help`}><HelperTextItem variant={isMissing ? 'error' : 'default'}>{isMissing ? TEXT.reasonMissing : TEXT.reasonHelp}</HelperTextItem></HelperText></FormHelperText>
      </FormGroup>
    </>
  );
}

type MoveDialogProps = { wanted: Wanted; onClose: () => void; onMoved: () => void };

export function MoveDialog({ wanted, onClose, onMoved }: MoveDialogProps) {
  const formId = useId();
  const router = useRouter();
  const { radius, problem: unseen, show } = usePreview(wanted);
  const [problem, setProblem] = useState<Problem>();
  const [isChanged, setChanged] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [reason, setReason] = useState('');
  const needsReason = typeof radius?.needsOverride === 'string';
  const lacksReason = needsReason && reason.trim().length < SHORTEST_REASON;

  const confirm = async (seen: BlastRadius) => {
    setBusy(true);
    const body = { sha256: wanted.sha256, kind: wanted.kind, ...(needsReason && { override: reason.trim() }) };
    const answer = await callApi({ method: 'POST', path: apiPath(['channels', wanted.channel.id, 'move']), body, schema: Moved, ifMatch: seen.etag });
    if (answer.ok) {
      const { image, disarmed, title } = answer.data;
      notify(image === null ? TEXT.emptied(title) : TEXT.moved(title, image.nvr ?? image.name));
      if (disarmed.length > 0) notify(TEXT.disarmed(disarmed.length));
      // The way back of a channel is none of its nodes: they are rolled back, not out.
      const isForward = wanted.kind === 'publish' || wanted.kind === 'promote';
      const next = image !== null && isForward ? await nextRollout(wanted.channel.id, image.sha256) : undefined;
      if (next === undefined) onMoved();
      else router.push(next);
      return;
    }
    setBusy(false);
    const now = BlastRadius.safeParse(answer.problem['current']);
    const isStale = answer.problem.status === 412 && now.success;
    if (isStale) show(now.data);
    setChanged(isStale);
    setProblem(isStale ? undefined : answer.problem);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacksReason) document.getElementById(`${formId}-reason`)?.focus();
    else if (radius !== undefined) void confirm(radius);
  };
  const isPossible = radius?.obstacles.length === 0;
  const buttons = (
    <>
      {isPossible && (
        <Button type="submit" form={formId} variant={needsReason ? 'danger' : 'primary'} isLoading={isBusy} isDisabled={isBusy}>{(needsReason ? TEXT.submitAnyway : TEXT.submits)[wanted.kind]}</Button>
      )}
      <Button variant="link" onClick={onClose}>{isPossible ? DIALOG_TEXT.cancel : DIALOG_TEXT.close}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.titles[wanted.kind](wanted.channel.title)} titleIcon="warning" size="large" onClose={onClose} buttons={buttons}>
      <ProblemAlert title={TEXT.previewFailed} problem={unseen} />
      {radius === undefined && unseen === undefined && <Bullseye><Spinner aria-label={TEXT.loading} /></Bullseye>}
      {radius !== undefined && (
        <Form id={formId} noValidate onSubmit={submit}>
          <div role="alert">{isChanged && <Alert isInline variant="warning" title={TEXT.changed} component="h2">{TEXT.changedText}</Alert>}</div>
          <ProblemAlert title={TEXT.failed} problem={problem} />
          <DescriptionList isCompact isHorizontal>
            <ImageFact term={TEXT.from} image={radius.before} />
            <ImageFact term={TEXT.to} image={radius.after} />
          </DescriptionList>
          <Sentences variant="danger" title={TEXT.obstacles} sentences={radius.obstacles} />
          <Sentences variant="warning" title={TEXT.warnings} sentences={radius.warnings} />
          {isPossible && radius.needsOverride !== null && <Reason id={`${formId}-reason`} why={radius.needsOverride} value={reason} isMissing={isTried && lacksReason} onChange={setReason} />}
          <BlastRadiusView radius={radius} wanted={wanted} />
        </Form>
      )}
    </Dialog>
  );
}
