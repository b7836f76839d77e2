// SPDX-License-Identifier: GPL-2.0-or-later
// What a node said of itself at its last check-in, and what is wanted of it.
'use client';
import { DescriptionList, ExpandableSection, List, ListItem } from '@patternfly/react-core';
import { useState } from 'react';
import type { NodeDetail } from '#kickstart/fleet/view.ts';
import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import { Following, Health, LastChange, Pinned, Pool, Seen, WishProgress } from '../../../fleet/node-pieces.tsx';
import { Ago } from '../../../list/ago.tsx';
import { CheckLine } from '../../installation/check-line.tsx';
import { durationText, sizeText } from '../../installation/duration.ts';
import { Fact, ReportedFact } from '../../installation/facts.tsx';
import { CockpitLinks } from './cockpit-links.tsx';
import { LayoutTree } from './layout-tree.tsx';
import { TEXT } from './text.ts';

/** Open at first when something is wrong. */
function Checks({ health: { word, checks } }: Pick<CheckInBody, 'health'>) {
  const [isOpen, setOpen] = useState(word === 'unhealthy');
  if (checks.length === 0) return null;
  const passed = checks.filter(({ ok }) => ok).length;
  return (
    <ExpandableSection toggleText={TEXT.checks(passed, checks.length)} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
      <List isPlain>{checks.map(({ name, ok, reason }, index) => <ListItem key={`${index} ${name}`}><CheckLine name={name} isOk={ok} reason={reason} /></ListItem>)}</List>
    </ExpandableSection>
  );
}

function HealthFact({ node, body }: { node: NodeDetail; body: CheckInBody }) {
  return (
    <Fact term={TEXT.health}>
      <Health node={node} />
      <div className="bw-sub">{body.health.at === null ? TEXT.notChecked : <>{TEXT.checkedAt} <Ago at={body.health.at * 1000} /></>}</div>
      <Checks health={body.health} />
    </Fact>
  );
}

/** What only a check-in tells. */
function Said({ node, body }: { node: NodeDetail; body: CheckInBody }) {
  return (
    <>
      <ReportedFact term={TEXT.layer} text={body.layer} />
      {body.layout.length > 0 && <Fact term={TEXT.layout}><LayoutTree body={body} /></Fact>}
      <HealthFact node={node} body={body} />
      <Fact term={TEXT.pool}><Pool node={node} />{body.pool !== null && <div className="bw-sub">{TEXT.poolSize(sizeText(body.pool.size))}</div>}</Fact>
    </>
  );
}

function Machine({ node, body }: { node: NodeDetail; body: CheckInBody }) {
  return (
    <>
      <Fact term={TEXT.bootCounting}>{TEXT.bootCountings[body.bootCounting]}</Fact>
      <ReportedFact term={TEXT.kernel} text={body.kernel} />
      <Fact term={TEXT.uptime}>{durationText(body.uptime * 1000)}</Fact>
      <ReportedFact term={TEXT.version} text={body.version} />
      <ReportedFact term={TEXT.address} text={node.address} />
    </>
  );
}

export function NodeFacts({ node, hasCockpit }: { node: NodeDetail; /** Its profile turns Cockpit on. */ hasCockpit: boolean }) {
  const { body } = node;
  return (
    <DescriptionList isCompact isHorizontal isFluid>
      {node.wish !== null && <Fact term={TEXT.wish}><WishProgress wish={node.wish} hostname={node.hostname} /></Fact>}
      {node.pin !== null && <Fact term={TEXT.pin}><Pinned pin={node.pin} /><div className="bw-sub">{TEXT.pinnedBy(node.pin.actor, '')}<Ago at={Date.parse(node.pin.at)} /></div></Fact>}
      {body !== null && <Said node={node} body={body} />}
      <Fact term={TEXT.image}><Following node={node} /></Fact>
      {node.last !== null && <Fact term={TEXT.last}><LastChange last={node.last} /></Fact>}
      <Fact term={TEXT.seen}><Seen node={node} /></Fact>
      <Fact term={TEXT.cockpit}><CockpitLinks node={node} isInProfile={hasCockpit} /></Fact>
      {body !== null && <Machine node={node} body={body} />}
    </DescriptionList>
  );
}
