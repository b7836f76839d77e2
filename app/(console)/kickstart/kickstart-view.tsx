// SPDX-License-Identifier: GPL-2.0-or-later
// A kickstart to read, copy and download: secrets masked until an administrator asks for them.
'use client';
import { Button, FlexItem, Stack, StackItem, Switch } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import type { RenderedLine } from '#kickstart/render.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { useSession } from '../../session/session-context.tsx';
import { TextActions } from '../file/text-actions.tsx';
import { KickstartLines, type ShownLine } from './kickstart-lines.tsx';
import { TEXT } from './text.ts';

type KickstartViewProps = {
  /** Id of the profile, and of the host it is rendered for. */
  profile: string;
  host?: string;
  /** The masked lines, as renderKickstart gave them. */
  lines: readonly RenderedLine[];
};

function textOf(lines: readonly { text: string }[]): string {
  return lines.map((line) => `${line.text}\n`).join('');
}

function useRevealed(profile: string, host: string | undefined) {
  const [revealed, setRevealed] = useState<readonly string[]>();
  const [problem, setProblem] = useState<Problem>();
  const toggle = async () => {
    if (revealed !== undefined) {
      setRevealed(undefined);
      return;
    }
    const answer = await callApi({ path: apiPath(['profiles', profile, 'kickstart'], { host, reveal: 1 }), schema: z.string() });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) setRevealed(answer.data.replace(/\n$/, '').split('\n'));
  };
  return { revealed, toggle, problem };
}

export function KickstartView({ profile, host, lines }: KickstartViewProps) {
  const mayReveal = useSession().may('admin');
  const { revealed, toggle, problem } = useRevealed(profile, host);
  const [isOnlyHost, setOnlyHost] = useState(false);
  const hasSecrets = lines.some((line) => line.secret);
  const shown: ShownLine[] = lines.map(({ text, scope }, index) => ({ number: index + 1, text: revealed?.[index] ?? text, scope: host === undefined ? undefined : scope }));
  const filtered = isOnlyHost ? shown.filter((line) => line.scope === 'host' && line.text !== '') : shown;
  return (
    <Stack hasGutter>
      <StackItem>
        <TextActions words={TEXT} text={textOf(shown)} name={`${host ?? profile}.ks`}>
          {hasSecrets && mayReveal && (
            <FlexItem><Button variant="link" size="sm" onClick={() => void toggle()}>{revealed === undefined ? TEXT.reveal : TEXT.hide}</Button></FlexItem>
          )}
          {host !== undefined && (
            <FlexItem align={{ default: 'alignRight' }}>
              <Switch id="only-host" label={TEXT.onlyHost} isChecked={isOnlyHost} onChange={(_event, checked) => setOnlyHost(checked)} />
            </FlexItem>
          )}
        </TextActions>
        <ProblemAlert title={TEXT.revealFailed} problem={problem} />
      </StackItem>
      {hasSecrets && <StackItem><p className="bw-sub" role="status">{!mayReveal ? TEXT.maskedViewer : revealed === undefined ? TEXT.masked : TEXT.revealed}</p></StackItem>}
      {host !== undefined && <StackItem><p className="bw-sub">{TEXT.scopesText}</p></StackItem>}
      <StackItem><KickstartLines lines={filtered} /></StackItem>
    </Stack>
  );
}
