// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of discovered machines: approve and then offer to arm, forget.
'use client';
import { Button, Content } from '@patternfly/react-core';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { LinkButton } from '../../shell/link-button.tsx';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { Dialog, focusContent } from '../dialog/dialog.tsx';
import { ArmDialog } from '../hosts/arming/arm-dialog.tsx';
import { notify } from '../notice/notices.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import type { Discovery } from './discovery.ts';
import { TEXT } from './text.ts';

type Named = { id: string; hostname: string };
export type AskedOfInbox = { what: 'approve' | 'forget'; discovery: Discovery } | { what: 'offer' | 'arm'; host: Named };

type DialogsProps = { asked: AskedOfInbox; ask: (asked: AskedOfInbox | undefined) => void; /** A machine left the list. */ onGone: () => void };

function OfferDialog({ host, ask }: { host: Named; ask: DialogsProps['ask'] }) {
  const buttons = (
    <>
      <Button variant="primary" onClick={() => ask({ what: 'arm', host })}>{TEXT.offerArm}</Button>
      <LinkButton variant="secondary" href={`/hosts/${host.id}`}>{TEXT.offerOpen}</LinkButton>
      <Button variant="link" onClick={() => ask(undefined)}>{TEXT.offerLater}</Button>
    </>
  );
  return <Dialog title={TEXT.offerTitle(host.hostname)} onClose={() => ask(undefined)} buttons={buttons}><Content component="p">{TEXT.offerText}</Content></Dialog>;
}

export function DiscoveryDialogs({ asked, ask, onGone }: DialogsProps) {
  /** The row that had the focus is gone. */
  const close = () => {
    ask(undefined);
    focusContent();
  };
  switch (asked.what) {
    case 'approve': {
      const done = (host: Named) => {
        notify(TEXT.approveDone(host.hostname));
        onGone();
        ask({ what: 'offer', host });
      };
      return <ApproveDialog discovery={asked.discovery} onClose={() => ask(undefined)} onDone={done} />;
    }
    case 'offer':
      return <OfferDialog host={asked.host} ask={(next) => (next === undefined ? close() : ask(next))} />;
    case 'arm':
      return <ArmDialog hosts={[asked.host]} onClose={close} onArmed={() => undefined} />;
    case 'forget': {
      const { mac } = asked.discovery;
      const done = () => {
        notify(TEXT.forgetDone(mac));
        onGone();
        close();
      };
      return (
        <ConfirmDialog
          title={TEXT.forgetTitle(mac)} confirm={TEXT.forgetSubmit} refused={TEXT.forgetFailed} onDone={done} onClose={() => ask(undefined)}
          act={() => callApi({ method: 'DELETE', path: apiPath(['discoveries', mac]), schema: z.undefined() })}
        >
          <Content component="p">{TEXT.forgetText}</Content>
        </ConfirmDialog>
      );
    }
  }
}
