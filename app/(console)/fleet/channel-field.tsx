// SPDX-License-Identifier: GPL-2.0-or-later
// Of which channel nodes get the image: their own, or another one for once.
'use client';
import { FormSelect, FormSelectOption } from '@patternfly/react-core';
import { apiPath } from '../../api-client.ts';
import { FieldFrame } from '../../form/field-frame.tsx';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { Channels } from '../channels/channel-answers.ts';
import { useAnswer } from '../list/use-answer.ts';
import { ASK } from './text.ts';

type ChannelFieldProps = {
  /** The channel of the only node, null when it follows none; undefined for many nodes. */
  own: string | null | undefined;
  value: string;
  error: string | undefined;
  onChange: (channel: string) => void;
};

export function ChannelField({ own, value, error, onChange }: ChannelFieldProps) {
  const { answer } = useAnswer(apiPath(['channels']), Channels);
  const items = answer?.ok === true ? answer.data.items.filter(({ image, id }) => image !== null && id !== own) : [];
  return (
    <>
      <ProblemAlert title={ASK.channelsFailed} problem={answer?.ok === false ? answer.problem : undefined} />
      <FieldFrame id="upgrade-channel" label={ASK.image} help={ASK.imageHelp} error={error}>
        {(input) => (
          <FormSelect {...input} value={value} onChange={(_event, channel) => onChange(channel)}>
            <FormSelectOption value="" label={own === undefined ? ASK.ownChannel : ASK.ownChannelOf(own)} />
            {items.map(({ id, title, image }) => <FormSelectOption key={id} value={id} label={`${title}: ${image?.nvr ?? image?.name ?? ''}`} />)}
          </FormSelect>
        )}
      </FieldFrame>
    </>
  );
}
