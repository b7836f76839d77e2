// SPDX-License-Identifier: GPL-2.0-or-later
// The recipe as a script for another machine.
'use client';
import { Card, CardBody, CardTitle, Content, ExpandableSection } from '@patternfly/react-core';
import { z } from 'zod';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { TextActions } from '../../file/text-actions.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { TEXT } from '../text.ts';

const Script = z.string();

export function ScriptCard({ id }: { id: string }) {
  const { answer } = useAnswer(apiPath(['recipes', id, 'script']), Script);
  return (
    <Card isCompact component="section" aria-labelledby="script">
      <CardTitle component="h2" id="script">{TEXT.script}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.scriptText}</Content>
          <ProblemAlert title={TEXT.scriptFailed} problem={answer?.ok === false ? answer.problem : undefined} />
          {answer?.ok === true && (
            <>
              <TextActions text={answer.data} name={TEXT.scriptFile(id)} words={TEXT.scriptWords} />
              <ExpandableSection toggleText={TEXT.showScript}>
                <pre className="bw-log" role="region" aria-label={TEXT.scriptLabel} tabIndex={0}><code>{answer.data}</code></pre>
              </ExpandableSection>
            </>
          )}
        </div>
      </CardBody>
    </Card>
  );
}
