// SPDX-License-Identifier: GPL-2.0-or-later
// Asks one node or many to upgrade or to roll back: says what will survive, then who was asked and who was refused.
'use client';
import { Alert, Button, Form, FormSelect, FormSelectOption, List, ListItem } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { FieldFrame } from '../../form/field-frame.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog, focusContent } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { notify } from '../notice/notices.ts';
import { type Action, ask, type AskableNode, type Asked, type Reboot } from './ask.ts';
import { ChannelField } from './channel-field.tsx';
import { RebootField } from './reboot-field.tsx';
import { Survival } from './survival.tsx';
import { ASK } from './text.ts';

/** Only one node has layers that can be named. */
function LayerField({ layers, value, onChange }: { layers: readonly string[]; value: string; onChange: (layer: string) => void }) {
  return (
    <FieldFrame id="rollback-to" label={ASK.to}>
      {(input) => (
        <FormSelect {...input} value={value} onChange={(_event, layer) => onChange(layer)}>
          <FormSelectOption value="" label={ASK.toBefore} />
          {layers.map((layer) => <FormSelectOption key={layer} value={layer} label={layer} />)}
        </FormSelect>
      )}
    </FieldFrame>
  );
}

/** How many were asked, and who was not and why. */
function Outcome({ result, nameOf }: { result: Asked; nameOf: (id: string) => string }) {
  return (
    <div className="bw-stack" role="status">
      {result.asked.length > 0 && <Alert isInline variant="success" component="h2" title={ASK.asked(result.asked.length)} />}
      <Alert isInline variant="warning" component="h2" title={ASK.refusedTitle(result.refused.length)}>
        <List isPlain>{result.refused.map(({ id, reason }) => <ListItem key={id}><strong>{nameOf(id)}</strong>: {reason}</ListItem>)}</List>
      </Alert>
    </div>
  );
}

type AskDialogProps = {
  action: Action;
  nodes: readonly AskableNode[];
  /** Layers of the only node, to choose from. */
  layers?: readonly string[];
  onClose: () => void;
  /** One of them, at least, was asked. */
  onAsked: () => void;
};

export function AskDialog({ action, nodes, layers = [], onClose, onAsked }: AskDialogProps) {
  const formId = useId();
  // The dialog is about the nodes it was opened with, whatever becomes of the list behind it.
  const [asked] = useState(nodes);
  const [channel, setChannel] = useState('');
  const [to, setTo] = useState('');
  const [reboot, setReboot] = useState<Reboot>(action === 'upgrade' ? 'window' : 'now');
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [result, setResult] = useState<Asked>();
  const words = ASK[action];
  const nameOf = (id: string) => asked.find((node) => node.id === id)?.hostname ?? id;
  const names = asked.map(({ hostname }) => hostname);
  const hasImage = action === 'rollback' || channel !== '' || asked.length > 1 || asked[0]?.channel !== null;

  /** What opened the dialog (the bar of the selected nodes, the buttons of an idle node) goes when somebody was asked, and would take the focus with it. */
  const leave = (hasAsked: boolean) => {
    // At once: the dialog gives the focus back when it goes, and the content takes it after that.
    flushSync(onClose);
    if (hasAsked) focusContent();
  };
  const go = async () => {
    setTried(true);
    if (!hasImage) {
      document.getElementById('upgrade-channel')?.focus();
      return;
    }
    setBusy(true);
    const answer = await ask(action, asked, { reboot, channel, to });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    if (answer.data.asked.length > 0) {
      notify(words.done(answer.data.asked.map(nameOf)));
      onAsked();
    }
    if (answer.data.refused.length === 0) leave(true);
    else setResult(answer.data);
  };
  const close = () => leave(result !== undefined && result.asked.length > 0);
  const buttons = (
    <>
      {result === undefined && <Button variant={action === 'rollback' ? 'danger' : 'primary'} type="submit" form={formId} isLoading={isBusy} isDisabled={isBusy}>{words.submit(asked.length)}</Button>}
      <Button variant="link" onClick={close}>{result === undefined ? DIALOG_TEXT.cancel : DIALOG_TEXT.close}</Button>
    </>
  );
  return (
    <Dialog title={words.title(names)} size="medium" {...(action === 'rollback' ? { titleIcon: 'warning' } : {})} onClose={close} buttons={buttons}>
      {result !== undefined ? <Outcome result={result} nameOf={nameOf} /> : (
        <Form
          id={formId}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void go();
          }}
        >
          <ProblemAlert title={words.refused(asked.length)} problem={problem} />
          <p>{words.text}</p>
          <Survival action={action} />
          {names.length > 1 && <List aria-label={words.submit(names.length)}>{names.map((name) => <ListItem key={name}>{name}</ListItem>)}</List>}
          {action === 'upgrade' && <ChannelField own={asked.length === 1 ? (asked[0]?.channel ?? null) : undefined} value={channel} error={isTried && !hasImage ? ASK.channelMissing : undefined} onChange={setChannel} />}
          {action === 'rollback' && layers.length > 0 && <LayerField layers={layers} value={to} onChange={setTo} />}
          <RebootField value={reboot} onChange={setReboot} />
        </Form>
      )}
    </Dialog>
  );
}
