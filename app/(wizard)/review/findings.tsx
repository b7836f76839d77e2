// SPDX-License-Identifier: GPL-2.0-or-later
// What to know before saving: fields that are missing, the disk that is erased, warnings, and what differs from the saved profile.
'use client';
import { Alert, Button, List, ListItem } from '@patternfly/react-core';
import { describeDisk, Disk, diskSpec } from '#kickstart/profile/disk.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { reviewProfile } from '#kickstart/profile/review.ts';
import { useWizard } from '../draft/context.tsx';
import { differences, inWords } from '../draft/differences.ts';
import { type Draft, documentOf, valueAt } from '../draft/draft.ts';
import { placeOf } from '../field/field-text.ts';
import { WORDS } from './words.ts';

/** Gets the focus when saving is tried all the same. */
export const INCOMPLETE = 'review-incomplete';

type Finding = { path: string; message: string };

function Findings({ findings }: { findings: readonly Finding[] }) {
  const { goToField } = useWizard();
  return (
    <List>
      {findings.map((finding) => (
        <ListItem key={`${finding.path} ${finding.message}`}>
          <Button variant="link" isInline onClick={() => goToField(finding.path)}>{placeOf(finding.path)}</Button>: {finding.message}
        </ListItem>
      ))}
    </List>
  );
}

export function Incomplete() {
  const { problems } = useWizard();
  if (problems.length === 0) return null;
  return (
    <Alert isInline variant="danger" title={WORDS.incomplete} component="h3" id={INCOMPLETE} tabIndex={-1}>
      <p>{WORDS.incompleteText}</p>
      <Findings findings={problems} />
    </Alert>
  );
}

export function ErasedDisk() {
  const { document } = useWizard();
  const disk = Disk.safeParse(valueAt(document, 'storage.disk'));
  if (!disk.success) return null;
  return (
    <Alert isInline variant="warning" title={WORDS.erased} component="h3">
      <p>{WORDS.erasedText(describeDisk(disk.data))}</p>
      {diskSpec(disk.data) === undefined && <p>{WORDS.findsDisk}</p>}
    </Alert>
  );
}

export function Warnings() {
  const { document } = useWizard();
  const profile = Profile.safeParse(document);
  const warnings = profile.success ? reviewProfile(profile.data) : [];
  if (warnings.length === 0) return null;
  return (
    <Alert isInline variant="info" title={WORDS.warnings} component="h3">
      <Findings findings={warnings.map((warning) => ({ path: warning.field, message: warning.message }))} />
    </Alert>
  );
}

/** What this draft changes in the saved profile. */
export function Changes({ base }: { base: Draft }) {
  const { document, isNew, goToField } = useWizard();
  const saved = documentOf(base);
  const changed = isNew ? [] : differences(saved, document, saved);
  if (changed.length === 0) return null;
  return (
    <Alert isInline variant="custom" title={WORDS.changes} component="h3">
      <List>
        {changed.map(({ path, base: before, mine }) => (
          <ListItem key={path}>
            <Button variant="link" isInline onClick={() => goToField(path)}>{placeOf(path)}</Button>: <del>{inWords(before, path.split('.').at(-1))}</del> → <ins>{inWords(mine, path.split('.').at(-1))}</ins>
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}
