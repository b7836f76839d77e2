// SPDX-License-Identifier: GPL-2.0-or-later
// What a roll-out would do: which nodes come in which wave, who is skipped and why, and what stands in its way.
'use client';
import { Alert, Content, List, ListItem, Skeleton } from '@patternfly/react-core';
import Link from 'next/link';
import type { PlannedNode, RolloutPlan } from '#kickstart/fleet/rollout-view.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { TEXT } from './text.ts';
import type { Plan } from './use-plan.ts';

/** Of one wave, and of waves that are shown: more nobody reads. */
const MOST_NODES = 12;
const MOST_WAVES = 6;
const MOST_SKIPPED = 50;

function Sentences({ variant, title, sentences }: { variant: 'danger' | 'warning'; title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return <Alert isInline variant={variant} title={title} component="h3"><List>{sentences.map((sentence) => <ListItem key={sentence}>{sentence}</ListItem>)}</List></Alert>;
}

function PlannedNodes({ nodes, count }: { nodes: readonly PlannedNode[]; count: number }) {
  const shown = nodes.slice(0, MOST_NODES);
  return (
    <p className="bw-plan__hosts">
      {shown.map(({ id, hostname, isSilent, warning }, index) => (
        <span key={id}>{index > 0 && ', '}<Link prefetch={false} href={`/hosts/${id}`} target="_blank">{hostname}</Link>{isSilent && ` (${TEXT.silent})`}{warning !== null && ` (${warning})`}</span>
      ))}
      {count > shown.length && ` ${TEXT.more(count - shown.length)}`}
    </p>
  );
}

function Waves({ waves }: { waves: RolloutPlan['waves'] }) {
  const shown = waves.slice(0, MOST_WAVES);
  return (
    <>
      {shown.map(({ wave, count, nodes }) => (
        <div key={wave}>
          <Content component="h3">{TEXT.planned(ROLLOUT_TEXT.wave(wave), count)}</Content>
          <PlannedNodes nodes={nodes} count={count} />
        </div>
      ))}
      {waves.length > shown.length && <p>{TEXT.moreWaves(waves.length - shown.length)}</p>}
    </>
  );
}

/** Hosts that are skipped for the same reason stand together. */
function Skipped({ skipped, count }: { skipped: RolloutPlan['skipped']; count: number }) {
  if (count === 0) return null;
  const shown = skipped.slice(0, MOST_SKIPPED);
  const reasons = [...new Set(shown.map(({ reason }) => reason))];
  return (
    <div>
      <Content component="h3">{TEXT.skipped(count)}</Content>
      <List isPlain>
        {reasons.map((why) => (
          <ListItem key={why}>
            {shown.filter(({ reason }) => reason === why).map(({ id, hostname }, index) => <span key={id}>{index > 0 && ', '}<Link prefetch={false} href={`/hosts/${id}`} target="_blank">{hostname}</Link></span>)}: {why}
          </ListItem>
        ))}
      </List>
      {count > shown.length && <p>{TEXT.more(count - shown.length)}</p>}
    </div>
  );
}

function Whole({ plan }: { plan: RolloutPlan }) {
  const { image, waves, skipped, counts, obstacles, warnings } = plan;
  return (
    <>
      <p role="status">{image !== null && <strong className="bw-reported">{image.nvr ?? image.name}</strong>} {TEXT.planText(counts.planned, waves.length, counts.skipped)}</p>
      <Sentences variant="danger" title={TEXT.obstacles} sentences={obstacles} />
      <Sentences variant="warning" title={TEXT.warnings} sentences={warnings} />
      <Waves waves={waves} />
      <Skipped skipped={skipped} count={counts.skipped} />
    </>
  );
}

export function PlanView({ plan: { plan, problem, isStale } }: { plan: Plan }) {
  return (
    <FactCard id="plan" title={TEXT.plan}>
      <div className={isStale && plan !== undefined ? 'bw-stack bw-stale' : 'bw-stack'} aria-busy={isStale}>
        {problem !== undefined && <ProblemAlert title={TEXT.planFailed} problem={problem} />}
        {plan !== undefined && <Whole plan={plan} />}
        {plan === undefined && problem === undefined && (isStale ? <Skeleton screenreaderText={TEXT.planLoading} /> : <p>{TEXT.planWaiting}</p>)}
      </div>
    </FactCard>
  );
}
