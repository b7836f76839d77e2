// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a roll-out: what, to whom, in which waves, and how many failures are too many.
'use client';
import { Alert, FormGroup, FormSection, Radio } from '@patternfly/react-core';
import { type Control, useController, useWatch } from 'react-hook-form';
import { CheckField } from '../../../form/check-field.tsx';
import { SelectField } from '../../../form/select-field.tsx';
import { TextField } from '../../../form/text-field.tsx';
import type { Channel } from '../../channels/channel-answers.ts';
import { RebootField } from '../../fleet/reboot-field.tsx';
import type { RolloutDraft } from './draft.ts';
import { HostChoice } from './host-choice.tsx';
import { TEXT } from './text.ts';

type Fields = { control: Control<RolloutDraft> };

const said = <Name extends 'channel' | 'canary' | 'waveSize' | 'allowedFailures' | 'nodeMinutes' | 'soakMinutes'>(name: Name) => ({ name, label: TEXT[name][0], help: TEXT[name][1] });

function What({ control, channels }: Fields & { channels: readonly Channel[] }) {
  const [label, help] = TEXT.rolloutTitle;
  const choices = channels.map(({ id, title, image }) => ({ value: id, label: `${title}: ${image?.nvr ?? image?.name ?? TEXT.noImage}` }));
  return (
    <FormSection title={TEXT.what} titleElement="h2">
      {channels.every(({ image }) => image === null) && <Alert isInline variant="warning" component="p" title={TEXT.noChannel} />}
      <SelectField control={control} {...said('channel')} choices={[{ value: '', label: TEXT.chooseChannel }, ...choices]} />
      <TextField control={control} name="title" label={label} help={help} />
    </FormSection>
  );
}

function Hosts({ control }: Fields) {
  const { field: hosts } = useController({ control, name: 'hosts' });
  const { field: chosen, fieldState } = useController({ control, name: 'chosen' });
  const channel = useWatch({ control, name: 'channel' });
  const [label, help] = TEXT.skipSilent;
  return (
    <FormSection title={TEXT.hosts} titleElement="h2">
      <FormGroup role="radiogroup" fieldId="field-hosts" label={TEXT.hosts} isStack>
        <Radio id="hosts-all" name="hosts" label={TEXT.all} description={TEXT.allHelp} isChecked={hosts.value === 'all'} onChange={() => hosts.onChange('all')} />
        <Radio id="hosts-chosen" name="hosts" label={TEXT.chosen} description={TEXT.chosenHelp} isChecked={hosts.value === 'chosen'} onChange={() => hosts.onChange('chosen')} />
      </FormGroup>
      {hosts.value === 'chosen' && channel !== '' && <HostChoice channel={channel} chosen={chosen.value} error={fieldState.error?.message} onChange={chosen.onChange} />}
      <CheckField control={control} name="skipSilent" label={label} help={help} />
    </FormSection>
  );
}

function Waves({ control }: Fields) {
  const { field: then } = useController({ control, name: 'then' });
  return (
    <FormSection title={TEXT.waves} titleElement="h2">
      <TextField control={control} {...said('canary')} isRequired />
      <FormGroup role="radiogroup" fieldId="field-then" label={TEXT.then} isStack>
        <Radio id="then-sized" name="then" label={TEXT.sized} description={TEXT.sizedHelp} isChecked={then.value === 'sized'} onChange={() => then.onChange('sized')} />
        <Radio id="then-rest" name="then" label={TEXT.rest} description={TEXT.restHelp} isChecked={then.value === 'rest'} onChange={() => then.onChange('rest')} />
      </FormGroup>
      {then.value === 'sized' && <TextField control={control} {...said('waveSize')} isRequired />}
      <TextField control={control} {...said('soakMinutes')} isRequired />
    </FormSection>
  );
}

export function RolloutFields({ control, channels }: Fields & { channels: readonly Channel[] }) {
  const { field: reboot } = useController({ control, name: 'reboot' });
  return (
    <>
      <What control={control} channels={channels} />
      <Hosts control={control} />
      <Waves control={control} />
      <FormSection title={TEXT.failures} titleElement="h2">
        <TextField control={control} {...said('allowedFailures')} isRequired />
        <TextField control={control} {...said('nodeMinutes')} isRequired />
        <RebootField value={reboot.value} onChange={reboot.onChange} />
      </FormSection>
    </>
  );
}
