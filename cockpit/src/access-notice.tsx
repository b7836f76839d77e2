// SPDX-License-Identifier: GPL-2.0-or-later
// Says what limited access leaves out, and turns administrative access on by Cockpit's own means.
import { Alert, Button, Form, FormGroup, StackItem, TextInput } from '@patternfly/react-core';
import { type SyntheticEvent, useState } from 'react';
import { momentText } from './amounts.ts';
import type { Access, Question } from './administrative-access.ts';
import { Dialog } from './dialog.tsx';
import { Reported } from './reported.tsx';
import { TEXT } from './text.ts';

function QuestionDialog({ question, onAnswer, onClose }: { question: Question; onAnswer: (text: string) => void; onClose: () => void }) {
  const [text, setText] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onAnswer(text);
  };
  const buttons = (
    <>
      <Button variant="primary" type="submit" form="administrative-access">{TEXT.authenticate}</Button>
      <Button variant="link" onClick={onClose}>{TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.turnOn} onClose={onClose} buttons={buttons}>
      {question.error !== '' && <div role="alert"><Alert isInline variant="danger" title={question.error} component="h2" /></div>}
      <Form id="administrative-access" onSubmit={submit}>
        <FormGroup label={question.label || question.text} fieldId="administrative-answer">
          <TextInput id="administrative-answer" type={question.isEchoed ? 'text' : 'password'} value={text} onChange={(_event, value) => setText(value)} autoComplete="current-password" ref={(field) => field?.focus()} />
        </FormGroup>
      </Form>
    </Dialog>
  );
}

/** @param at when what is shown was recorded, in seconds since 1970; null when nothing is shown */
export function AccessNotice({ access, at }: { access: Access; at: number | null }) {
  if (access.current === undefined || access.isAllowed) return null;
  const button = <Button variant="link" isInline isLoading={access.isStarting} isDisabled={access.isStarting} onClick={access.start}>{TEXT.turnOn}</Button>;
  return (
    <>
      <StackItem><Alert isInline variant="info" title={TEXT.limited} component="h2" actionLinks={button}>{TEXT.limitedWhy} {at !== null && TEXT.recorded(momentText(at))}</Alert></StackItem>
      {access.refused !== '' && <StackItem><div role="alert"><Alert isInline variant="danger" title={TEXT.accessRefused} component="h3"><Reported>{access.refused}</Reported></Alert></div></StackItem>}
      {access.question !== undefined && <QuestionDialog key={access.question.error} question={access.question} onAnswer={access.answer} onClose={access.stop} />}
    </>
  );
}
