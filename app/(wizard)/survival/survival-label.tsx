// SPDX-License-Identifier: GPL-2.0-or-later
// Whether something outlives an upgrade: one word, and behind it why, and where it lies on the node.
'use client';
import { Button, Label, Popover } from '@patternfly/react-core';
import { type Survival, settingSurvival } from '#kickstart/profile/survival.ts';
import { useWizard } from '../draft/context.tsx';
import { nodeOfDraft } from './draft-node.ts';
import { WORDS } from './words.ts';

const colors = { kept: 'green', shared: 'blue', lost: 'orange', hidden: 'yellow' } as const satisfies Record<Survival, string>;

/** The word alone, where what is around it says the rest. */
export function SurvivalWord({ survival }: { survival: Survival }) {
  return <Label isCompact variant="outline" color={colors[survival]}>{WORDS.labels[survival]}</Label>;
}

/** For the setting of a field; nothing where there is none to tell. `label` names the setting for those who do not see where the label stands. */
export function SurvivalLabel({ field, label }: { field: string; label: string }) {
  const { document } = useWizard();
  const found = settingSurvival(field, nodeOfDraft(document));
  if (found === undefined) return null;
  const { survival, path, note } = found;
  return (
    <Popover
      aria-label={`${WORDS.title}: ${label}`}
      position="top"
      maxWidth="30rem"
      bodyContent={(
        <div className="bw-help">
          <p><strong>{WORDS.title}: {WORDS.labels[survival]}</strong></p>
          <p>{WORDS.help[survival]} {note}</p>
          <p><strong>{WORDS.place}:</strong> <code>{path}</code></p>
        </div>
      )}
    >
      <Button variant="link" isInline className="bw-survival" data-help aria-label={`${WORDS.labels[survival]} ${WORDS.title.toLowerCase()}: ${label}`}><SurvivalWord survival={survival} /></Button>
    </Popover>
  );
}
