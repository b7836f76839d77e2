// SPDX-License-Identifier: GPL-2.0-or-later
// The machine as its installer saw it: to compare with the machine that was meant.
'use client';
import { DescriptionList } from '@patternfly/react-core';
import type { InstallationView } from './answers.ts';
import { MachineFacts, newest } from './details.ts';
import { DiskList } from './disk-list.tsx';
import { sizeText } from './duration.ts';
import { Fact, FactCard, ReportedFact, ReportedFacts } from './facts.tsx';
import { TEXT } from './text.ts';

function linkText({ name, mac, addresses }: NonNullable<MachineFacts['links']>[number]): string {
  return `${name}: ${mac ?? '–'}, ${addresses !== null && addresses !== undefined && addresses.length > 0 ? addresses.join(', ') : TEXT.noAddress}`;
}

export function MachineCard({ events }: Pick<InstallationView, 'events'>) {
  const facts = newest(events, ['started', 'waiting'], MachineFacts)?.detail;
  if (facts === undefined) return null;
  const { memoryKiB, cpus, addon } = facts;
  const isOver = events.some(({ kind }) => kind === 'storage' || kind === 'image');
  return (
    <FactCard id="machine" title={TEXT.machine}>
      <DescriptionList isCompact isHorizontal isFluid>
        <ReportedFact term={TEXT.product} text={facts.product} />
        <ReportedFact term={TEXT.serial} text={facts.serial} />
        {typeof memoryKiB === 'number' && <Fact term={TEXT.memory}>{sizeText(memoryKiB * 1024)}</Fact>}
        {typeof cpus === 'number' && <Fact term={TEXT.cpus}>{cpus}</Fact>}
        {addon !== null && addon !== undefined && <Fact term={TEXT.addon}>{TEXT.addons[addon]}</Fact>}
        <ReportedFacts term={TEXT.links} texts={facts.links?.map(linkText)} most={120} />
        {(facts.disks ?? []).length > 0 && <Fact term={TEXT.disks}><DiskList facts={facts} isOver={isOver} /></Fact>}
      </DescriptionList>
    </FactCard>
  );
}
