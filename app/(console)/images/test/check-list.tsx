// SPDX-License-Identifier: GPL-2.0-or-later
// The checks of a report, group by group: what did not pass is open and comes first, with what would happen and how to mend it.
'use client';
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, ExpandableSection, List, ListItem } from '@patternfly/react-core';
import { useState } from 'react';
import { type Check, type CheckGroup, checkGroups, type CheckStatus } from '#kickstart/catalogue/test-report.ts';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { CheckStatusLabel } from './check-status.tsx';
import { TEXT } from './text.ts';

const ORDER: readonly CheckStatus[] = ['failed', 'warning', 'skipped', 'passed'];

/** Evidence up to this many characters stands there whole. */
const MOST = 240;

function Advice({ check: { consequence, fix } }: { check: Check }) {
  return (
    <DescriptionList isCompact isFluid isHorizontal className="bw-check__advice">
      {consequence !== undefined && <DescriptionListGroup><DescriptionListTerm>{TEXT.consequence}</DescriptionListTerm><DescriptionListDescription className="bw-wrap">{consequence}</DescriptionListDescription></DescriptionListGroup>}
      {fix !== undefined && <DescriptionListGroup><DescriptionListTerm>{TEXT.fix}</DescriptionListTerm><DescriptionListDescription className="bw-wrap">{fix}</DescriptionListDescription></DescriptionListGroup>}
    </DescriptionList>
  );
}

function CheckItem({ check }: { check: Check }) {
  return (
    <ListItem className="bw-check" data-check={check.id}>
      <CheckStatusLabel status={check.status} /> <strong>{check.title}</strong>
      <div className="bw-sub"><ReportedText most={MOST}>{check.evidence}</ReportedText></div>
      {check.status !== 'passed' && <Advice check={check} />}
    </ListItem>
  );
}

function Group({ group, checks }: { group: CheckGroup; checks: readonly Check[] }) {
  const counts = { passed: 0, warning: 0, failed: 0, skipped: 0 };
  for (const { status } of checks) counts[status] += 1;
  const worst = ORDER.find((status) => counts[status] > 0) ?? 'passed';
  const [isOpen, setOpen] = useState(worst !== 'passed');
  const sorted = ORDER.flatMap((status) => checks.filter((check) => check.status === status));
  const toggle = <span className="bw-check__group"><strong>{TEXT.groups[group]}</strong> <CheckStatusLabel status={worst} /> <span className="bw-sub">{TEXT.summary(counts)}</span></span>;
  return (
    <ExpandableSection toggleId={`checks-${group}`} contentId={`checks-${group}-list`} toggleContent={toggle} isExpanded={isOpen} onToggle={(_event, next) => setOpen(next)}>
      <List isPlain className="bw-stack">{sorted.map((check) => <CheckItem key={check.id} check={check} />)}</List>
    </ExpandableSection>
  );
}

export function CheckList({ checks }: { checks: readonly Check[] }) {
  const groups = checkGroups.map((group) => ({ group, checks: checks.filter((check) => check.group === group) })).filter((each) => each.checks.length > 0);
  return <div className="bw-stack">{groups.map((each) => <Group key={each.group} {...each} />)}</div>;
}
