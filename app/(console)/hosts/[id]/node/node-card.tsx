// SPDX-License-Identifier: GPL-2.0-or-later
// The node that this host is: what it runs and how it is, live, and what may be asked of it.
'use client';
import '../../../fleet/fleet.css';
import { Alert, Button, Card, CardBody, CardHeader, CardTitle, Content, Label, Skeleton } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import type { NodeDetail } from '#kickstart/fleet/view.ts';
import { mayBeCalledOff } from '#kickstart/fleet/wish.ts';
import { apiPath, callApi } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import { useSession } from '../../../../session/session-context.tsx';
import { ConfirmDialog } from '../../../dialog/confirm-dialog.tsx';
import { type Asked, NodeDialogs } from '../../../fleet/node-dialogs.tsx';
import { happenedText, wishText } from '../../../fleet/node-words.ts';
import { TEXT as FLEET_TEXT } from '../../../fleet/text.ts';
import { useNow } from '../../../list/time.ts';
import { notify } from '../../../notice/notices.ts';
import { RoleNote } from '../../../role-note.tsx';
import { NodeEvents } from './node-events.tsx';
import { NodeFacts } from './node-facts.tsx';
import { NodeKeys } from './node-keys.tsx';
import { TEXT } from './text.ts';
import { type LiveNode, useNode } from './use-node.ts';

type AskedHere = Asked | { readonly what: 'call-off' };

/** Layers that it could go back to. */
function otherLayers({ body, layer }: NodeDetail): string[] {
  return (body?.layout ?? []).flatMap(({ layers }) => layers).filter((name) => name !== layer);
}

/** Upgrade and roll back need a layout; a pin does not. */
function Buttons({ node, ask }: { node: NodeDetail; ask: (asked: AskedHere) => void }) {
  const { isBehind, channelNvr, wish, pin } = node;
  const now = useNow();
  const isFree = wish === null && node.layer !== null;
  const layers = otherLayers(node);
  return (
    <div className="bw-buttons">
      {isFree && <Button variant={isBehind === true ? 'primary' : 'secondary'} onClick={() => ask({ what: 'upgrade', nodes: [node] })}>{isBehind === true && channelNvr !== null ? TEXT.upgradeTo(channelNvr) : FLEET_TEXT.upgrade}</Button>}
      {isFree && layers.length > 0 && <Button variant="secondary" onClick={() => ask({ what: 'rollback', nodes: [node], layers })}>{FLEET_TEXT.rollback}</Button>}
      {wish !== null && mayBeCalledOff(wish.state, Date.parse(wish.changedAt), now) && <Button variant="secondary" onClick={() => ask({ what: 'call-off' })}>{TEXT.callOff}</Button>}
      {pin === null ? <Button variant="secondary" onClick={() => ask({ what: 'pin', node })}>{FLEET_TEXT.pin}</Button> : <Button variant="secondary" onClick={() => ask({ what: 'unpin', node })}>{FLEET_TEXT.unpin}</Button>}
    </div>
  );
}

function Alerts({ node: { isSilent, seenAt, layer, hasKey } }: { node: NodeDetail }) {
  const mayMake = useSession().may('admin');
  if (seenAt === null) return <Content component="p">{hasKey ? TEXT.neverText : `${TEXT.noKeyText}${mayMake ? ` ${TEXT.noKeyAdmin}` : ''}`}</Content>;
  return (
    <>
      {isSilent && <Alert isInline variant="warning" component="h3" title={TEXT.silentTitle}>{TEXT.silentText}</Alert>}
      {layer === null && <Alert isInline variant="info" component="h3" title={TEXT.noLayoutTitle}>{TEXT.noLayoutText}</Alert>}
    </>
  );
}

function CallOffDialog({ node: { id, hostname, wish }, onClose, onChanged }: { node: NodeDetail; onClose: () => void; onChanged: () => void }) {
  const done = () => {
    notify(TEXT.calledOff(hostname));
    onClose();
    onChanged();
  };
  return (
    <ConfirmDialog
      title={TEXT.callOffTitle(hostname)} confirm={TEXT.callOffSubmit} refused={TEXT.callOffFailed} onClose={onClose} onDone={done}
      act={() => callApi({ method: 'DELETE', path: apiPath(['hosts', id, 'node', 'wish']), schema: z.unknown() })}
    >
      {wish !== null && <Content component="p">{wishText(wish)}</Content>}
      <Content component="p">{wish?.state === 'begun' ? TEXT.giveUpText : TEXT.callOffText}</Content>
    </ConfirmDialog>
  );
}

function Body({ live: { node, problem, connection }, hasCockpit, ask }: { live: LiveNode; hasCockpit: boolean; ask: (asked: AskedHere) => void }) {
  const mayAsk = useSession().may('operator');
  if (node === undefined) return problem === undefined ? <Skeleton screenreaderText={TEXT.loading} /> : <ProblemAlert title={TEXT.failed} problem={problem} />;
  return (
    <div className="bw-stack">
      {connection === 'lost' && <Alert isInline isPlain variant="warning" component="p" title={TEXT.lost} />}
      <Alerts node={node} />
      {node.seenAt !== null && <NodeFacts node={node} hasCockpit={hasCockpit} />}
      {node.seenAt !== null && (mayAsk ? <Buttons node={node} ask={ask} /> : <RoleNote needed="operator" what={TEXT.readOnly} />)}
    </div>
  );
}

/** For those who hear the page: what is wanted, or what came of it. Percents are no news. */
function announcement({ hostname, wish, last }: NodeDetail): string {
  return wish !== null ? TEXT.announce(hostname, wishText(wish)) : last !== null ? TEXT.announce(hostname, happenedText(last)) : '';
}

export function NodeCards({ hostId, hasCockpit }: { hostId: string; /** The host's profile turns Cockpit on. */ hasCockpit: boolean }) {
  const live = useNode(hostId);
  const [asked, ask] = useState<AskedHere>();
  const { node } = live;
  const close = () => ask(undefined);
  return (
    <>
      <Card isCompact component="section" aria-labelledby="node">
        <CardHeader actions={{ actions: node !== undefined && node.seenAt !== null && live.connection === 'live' ? <Label isCompact color="green">{TEXT.live}</Label> : null, hasNoOffset: true }}>
          <CardTitle component="h2" id="node">{TEXT.title}</CardTitle>
        </CardHeader>
        <CardBody><Body live={live} hasCockpit={hasCockpit} ask={ask} /></CardBody>
        <div className="pf-v6-screen-reader" role="status">{node !== undefined && announcement(node)}</div>
      </Card>
      {node !== undefined && (node.seenAt !== null || node.events.length > 0 || node.pins.length > 0) && <NodeEvents node={node} />}
      {node !== undefined && <NodeKeys node={node} reload={live.reload} />}
      {node !== undefined && asked?.what === 'call-off' && <CallOffDialog node={node} onClose={close} onChanged={live.reload} />}
      {asked !== undefined && asked.what !== 'call-off' && <NodeDialogs asked={asked} onClose={close} onChanged={live.reload} />}
    </>
  );
}
