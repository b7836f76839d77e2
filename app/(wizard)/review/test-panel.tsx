// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the real pykickstart what it thinks of the kickstart, and links its answers to the lines of the preview.
'use client';
import { Alert, Button, List, ListItem } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { type Answer, callApi } from '#app/api-client.ts';
import { ProblemAlert } from '#app/form/problem-alert.tsx';
import { useWizard } from '../draft/context.tsx';
import { testableText } from '../draft/render.ts';
import { WORDS } from './words.ts';

const Verdict = z.object({
  ok: z.boolean(),
  parser: z.string(),
  results: z.array(z.object({ line: z.number().nullish(), level: z.enum(['error', 'warning']), message: z.string() })),
});
type Verdict = z.infer<typeof Verdict>;

function Results({ verdict, isOld }: { verdict: Verdict; isOld: boolean }) {
  const { showLine } = useWizard();
  return (
    <Alert isInline variant={verdict.ok ? 'success' : 'danger'} title={verdict.ok ? WORDS.testOk(verdict.parser) : WORDS.testBad(verdict.parser)} component="h4">
      {isOld && <p>{WORDS.testOld}</p>}
      {verdict.results.length > 0 && (
        <List>
          {verdict.results.map(({ line, level, message }, index) => (
            <ListItem key={index}>
              {WORDS.levels[level]}{typeof line === 'number' && line > 0 && <>, <Button variant="link" isInline onClick={() => showLine(line)}>{WORDS.line} {line}</Button></>}: {message}
            </ListItem>
          ))}
        </List>
      )}
    </Alert>
  );
}

export function TestPanel() {
  const { preview, target, document } = useWizard();
  const [isBusy, setBusy] = useState(false);
  const [tested, setTested] = useState<{ text: string; answer: Answer<Verdict> }>();
  const run = async () => {
    setBusy(true);
    const answer = await callApi({ method: 'POST', path: 'validate', schema: Verdict, body: { kickstart: testableText(document), target } });
    setTested({ text: preview.text, answer });
    setBusy(false);
  };
  return (
    <div className="bw-test">
      <Button variant="secondary" isLoading={isBusy} isDisabled={isBusy} onClick={() => void run()} aria-describedby="test-text">{isBusy ? WORDS.testing : WORDS.test}</Button>
      <p id="test-text">{WORDS.testText}</p>
      <div role="status">
        {tested?.answer.ok === true && <Results verdict={tested.answer.data} isOld={tested.text !== preview.text} />}
      </div>
      <ProblemAlert title={WORDS.testFailed} problem={tested?.answer.ok === false ? tested.answer.problem : undefined} />
    </div>
  );
}
