// SPDX-License-Identifier: GPL-2.0-or-later
// What differs between a layer and the one to compare it with, read when somebody asks: the node mounts both for it.
import { Alert, Button, Content, List, ListItem, Spinner } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { type Difference, readDifference } from './difference.ts';
import { problemText, runNode } from './node-command.ts';
import { Reported } from './reported.tsx';
import { TEXT } from './text.ts';

/** So many lines of one kind are shown. */
const MOST_SHOWN = 500;

type Found = { kind: 'difference'; difference: Difference } | { kind: 'failed'; why: string };

async function compare(older: string, newer: string): Promise<Found> {
  const ran = await runNode(['difference', older, newer, '--json'], { superuser: 'require' });
  if (ran.kind === 'missing') return { kind: 'failed', why: TEXT.missingTitle };
  if (ran.kind === 'failed') return { kind: 'failed', why: problemText(ran.problem) };
  const read = readDifference(ran.output);
  return read.kind === 'difference' ? read : { kind: 'failed', why: TEXT.unreadableTitle };
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>{`${title} (${lines.length})`}</h3>
      <List isPlain>
        {lines.slice(0, MOST_SHOWN).map((line) => <ListItem key={line}><Reported>{line}</Reported></ListItem>)}
        {lines.length > MOST_SHOWN && <ListItem>{TEXT.more(lines.length - MOST_SHOWN)}</ListItem>}
      </List>
    </>
  );
}

function Shown({ difference: { packages, why, etc, etcCount } }: { difference: Difference }) {
  const isSame = packages !== null && packages.added.length + packages.removed.length + packages.changed.length === 0;
  return (
    <Content>
      <h2>{TEXT.packages}</h2>
      {packages === null && <p>{TEXT.noPackages} {why !== null && <Reported>{why}</Reported>}</p>}
      {isSame && <p>{TEXT.samePackages}</p>}
      {packages !== null && (
        <>
          <Lines title={TEXT.packageWords.added} lines={packages.added.map(({ name, version }) => `${name} ${version}`)} />
          <Lines title={TEXT.packageWords.removed} lines={packages.removed.map(({ name, version }) => `${name} ${version}`)} />
          <Lines title={TEXT.packageWords.changed} lines={packages.changed.map(({ name, from, to }) => `${name} ${from} → ${to}`)} />
        </>
      )}
      <h2>{TEXT.etc}</h2>
      {etc.length === 0 ? <p>{TEXT.sameEtc}</p> : <Lines title={TEXT.files} lines={etc} />}
      {etcCount > etc.length && <p>{TEXT.moreFiles(etcCount - etc.length)}</p>}
    </Content>
  );
}

export function DifferenceDialog({ older, newer, onClose }: { older: string; newer: string; onClose: () => void }) {
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    let isWanted = true;
    void compare(older, newer).then((result) => {
      if (isWanted) setFound(result);
    });
    return () => {
      isWanted = false;
    };
  }, [older, newer]);
  return (
    <Dialog title={TEXT.differenceTitle} onClose={onClose} buttons={<Button onClick={onClose}>{TEXT.close}</Button>}>
      <p><Reported>{TEXT.differenceOf(older, newer)}</Reported></p>
      <div role="status">
        {found === undefined && <Spinner size="lg" aria-label={TEXT.differenceLoading} />}
        {found?.kind === 'failed' && <Alert isInline variant="danger" title={TEXT.differenceFailed} component="h2"><Reported>{found.why}</Reported></Alert>}
        {found?.kind === 'difference' && <Shown difference={found.difference} />}
      </div>
    </Dialog>
  );
}
