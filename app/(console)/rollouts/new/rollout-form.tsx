// SPDX-License-Identifier: GPL-2.0-or-later
// Begins a roll-out: the form, with the plan of what stands in it beside.
'use client';
import { ActionGroup, Alert, Button, Form, Grid, GridItem, PageSection, Skeleton } from '@patternfly/react-core';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { type FieldErrors, type Resolver, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Sha256 } from '#kickstart/profile/names.ts';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { placeAtFields } from '../../../form/refused-fields.ts';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { LinkButton } from '../../../shell/link-button.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { type Channel, Channels } from '../../channels/channel-answers.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { RoleNote } from '../../role-note.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { emptyDraft, fieldOf, requestOf, type RolloutDraft } from './draft.ts';
import { PlanView } from './plan-view.tsx';
import { RolloutFields } from './rollout-fields.tsx';
import { TEXT } from './text.ts';
import { usePlan } from './use-plan.ts';

const Made = z.object({ id: z.string(), title: z.string() });

const resolver: Resolver<RolloutDraft> = (values) => {
  const { error } = requestOf(values);
  if (error === undefined) return { values, errors: {} };
  const errors: FieldErrors<RolloutDraft> = {};
  for (const { path, message } of error.issues) {
    const field = fieldOf(path.join('.'));
    if (field !== undefined) errors[field] ??= { type: 'value', message: field === 'channel' ? TEXT.channelMissing : message };
  }
  return { values: {}, errors };
};

/** Said when somebody came to roll out an image that the chosen channel does not have (any more). */
function OtherImage({ channel: { id, title, image }, asked }: { channel: Channel; asked: string }) {
  return (
    <Alert isInline variant="warning" component="h2" title={TEXT.otherImage}>
      <p>{TEXT.otherImageText(title, image?.nvr ?? image?.name)}</p>
      <p><Link prefetch={false} href={`/channels/${id}`}>{TEXT.toChannel(title)}</Link>, <Link prefetch={false} href={`/images/${asked}`}>{TEXT.toImage}</Link></p>
    </Alert>
  );
}

function RolloutForm({ channels }: { channels: readonly Channel[] }) {
  const router = useRouter();
  const search = useSearchParams();
  const asked = channels.find(({ id }) => id === search.get('channel'))?.id;
  const image = Sha256.safeParse(search.get('image')).data;
  const form = useForm<RolloutDraft>({ defaultValues: emptyDraft(asked ?? ''), resolver, mode: 'onTouched' });
  const { control, handleSubmit, setError, formState: { isSubmitting } } = form;
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  const draft = { ...emptyDraft(''), ...useWatch({ control }) };
  const channel = channels.find(({ id }) => id === draft.channel);
  const request = requestOf(draft).data;
  const plan = usePlan(request, round);
  const count = plan.plan?.counts.planned ?? 0;
  const isImpossible = !plan.isStale && (plan.plan?.obstacles.length ?? 0) > 0;

  const begin = async () => {
    // The image that was shown; a plan that is still on its way shows none.
    const sha256 = plan.isStale ? undefined : plan.plan?.image?.sha256;
    const answer = await callApi({ method: 'POST', path: apiPath(['rollouts']), body: { ...request, sha256 }, schema: Made });
    if (answer.ok) {
      notify(TEXT.done(answer.data.title));
      router.push(`/rollouts/${answer.data.id}`);
      return;
    }
    setProblem(placeAtFields(answer.problem, fieldOf, setError));
    setRound((last) => last + 1);
  };
  return (
    <Grid hasGutter>
      <GridItem lg={7}>
        <Form aria-label={TEXT.form} noValidate onSubmit={(event) => void handleSubmit(begin)(event)}>
          <ProblemAlert title={TEXT.refused} problem={problem} />
          {channel !== undefined && image !== undefined && channel.image?.sha256 !== image && <OtherImage channel={channel} asked={image} />}
          <RolloutFields control={control} channels={channels} />
          <ActionGroup>
            <Button type="submit" isLoading={isSubmitting} isDisabled={isSubmitting} isAriaDisabled={isImpossible}>{count > 0 ? TEXT.begin(count) : TEXT.beginNone}</Button>
            <LinkButton variant="link" href={asked === undefined ? '/rollouts' : `/channels/${asked}`}>{TEXT.cancel}</LinkButton>
          </ActionGroup>
        </Form>
      </GridItem>
      <GridItem lg={5}><PlanView plan={plan} /></GridItem>
    </Grid>
  );
}

export function NewRolloutPage() {
  const mayBegin = useSession().may('operator');
  const { answer } = useAnswer(mayBegin ? apiPath(['channels']) : undefined, Channels);
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} trail={[{ href: '/rollouts', label: ROLLOUT_TEXT.title }]} />
      <PageSection>
        <RoleNote needed="operator" what={TEXT.readOnly} />
        {mayBegin && answer === undefined && <Skeleton className="bw-page-skeleton" />}
        {answer?.ok === false && <ProblemAlert title={TEXT.channelsFailed} problem={answer.problem} />}
        {answer?.ok === true && <RolloutForm channels={answer.data.items} />}
      </PageSection>
    </>
  );
}
