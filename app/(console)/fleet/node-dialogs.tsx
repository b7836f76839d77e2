// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of a node, or of several that were selected.
'use client';
import type { Action, AskableNode } from './ask.ts';
import { AskDialog } from './ask-dialog.tsx';
import { PinDialog, UnpinDialog } from './pin-dialog.tsx';

export type Asked = { readonly what: Action; readonly nodes: readonly AskableNode[]; /** Layers of the only node, to go back to. */ readonly layers?: readonly string[] } | { readonly what: 'pin' | 'unpin'; readonly node: AskableNode };

export function NodeDialogs({ asked, onClose, onChanged }: { asked: Asked; onClose: () => void; onChanged: () => void }) {
  switch (asked.what) {
    case 'upgrade':
    case 'rollback': return <AskDialog action={asked.what} nodes={asked.nodes} layers={asked.layers ?? []} onClose={onClose} onAsked={onChanged} />;
    case 'pin': return <PinDialog node={asked.node} onClose={onClose} onChanged={onChanged} />;
    case 'unpin': return <UnpinDialog node={asked.node} onClose={onClose} onChanged={onChanged} />;
  }
}
