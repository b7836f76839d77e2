// SPDX-License-Identifier: GPL-2.0-or-later
// Whether something outlives an upgrade: one word, and behind it why, and where it lies on the node.
'use client';
import { Button, Label, Popover } from '@patternfly/react-core';
import { type SettingSurvival, settingSurvival, type Survival, volumeSurvival, type VolumeSurvival } from '#kickstart/profile/survival.ts';
import { useWizard } from '../draft/context.tsx';
import { popoverWidth } from '../field/popover-width.ts';
import { nodeOfDraft } from './draft-node.ts';
import { WORDS } from './words.ts';

const colors = { kept: 'green', shared: 'blue', lost: 'orange', hidden: 'yellow' } as const satisfies Record<Survival, string>;

/** The word alone, where what is around it says the rest. */
export function SurvivalWord({ survival }: { survival: Survival }) {
  return <Label isCompact variant="outline" color={colors[survival]}>{WORDS.labels[survival]}</Label>;
}

type TellProps = {
  /** By which the field is described. */
  id: string;
  /** Names the setting for those who do not see where the label stands. */
  label: string;
  survival: Survival;
  path: string;
  /** Why, in sentences; a paragraph each. */
  reasons: readonly string[];
};

function Tell({ id, label, survival, path, reasons }: TellProps) {
  return (
    <Popover
      aria-label={`${WORDS.title}: ${label}`}
      position="top"
      {...popoverWidth('30rem')}
      bodyContent={(
        <div className="bw-help">
          <p><strong>{WORDS.title}: {WORDS.labels[survival]}</strong></p>
          {reasons.map((reason) => <p key={reason}>{reason}</p>)}
          <p><strong>{WORDS.place}:</strong> <code>{path}</code></p>
        </div>
      )}
    >
      <Button id={id} variant="link" isInline className="bw-survival" data-help aria-label={`${WORDS.labels[survival]} ${WORDS.title.toLowerCase()}: ${label}`}><SurvivalWord survival={survival} /></Button>
    </Popover>
  );
}

/** What becomes of the setting of a field of the draft; undefined where there is none to tell. */
export function useSettingSurvival(field: string): SettingSurvival | undefined {
  const { document } = useWizard();
  return settingSurvival(field, nodeOfDraft(document));
}

/** For the setting of a field. */
export function SurvivalLabel({ id, label, found: { survival, path, note } }: { id: string; label: string; found: SettingSurvival }) {
  return <Tell id={id} label={label} survival={survival} path={path} reasons={[note === undefined ? WORDS.help[survival] : `${WORDS.help[survival]} ${note}`]} />;
}

/** What becomes of a volume that the draft mounts at `mount`; undefined while that is no path for one. */
export function useVolumeSurvival(mount: string): VolumeSurvival | undefined {
  const { document } = useWizard();
  return volumeSurvival(mount, nodeOfDraft(document));
}

/** For a row of the table of volumes. */
export function VolumeLabel({ id, mount, found: { survival, without, note } }: { id: string; mount: string; found: VolumeSurvival }) {
  const reasons = survival === 'shared' ? [`${WORDS.help.shared} ${note}`, without === undefined ? WORDS.needed : WORDS.without[without]] : [note];
  return <Tell id={id} label={WORDS.volume(mount)} survival={survival} path={mount} reasons={reasons} />;
}
