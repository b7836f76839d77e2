// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses some of the hosts that follow a channel.
'use client';
import { Button, Checkbox, FormHelperText, HelperText, HelperTextItem, SearchInput } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { type FleetNode, FleetList } from '#kickstart/fleet/view.ts';
import type { Answer } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { allPages } from '../../list/all-pages.ts';
import { TEXT } from './text.ts';

/** A longer list would help nobody. */
const MOST = 1000;

/** The nodes of a channel; undefined until they are known. */
function useFollowers(channel: string): Answer<FleetNode[]> | undefined {
  const [found, setFound] = useState<{ channel: string; answer: Answer<FleetNode[]> }>();
  useEffect(() => {
    const stop = new AbortController();
    allPages('fleet', FleetList, { filters: { channel }, most: MOST, signal: stop.signal }).then((answer) => setFound({ channel, answer }), () => undefined);
    return () => stop.abort();
  }, [channel]);
  return found?.channel === channel ? found.answer : undefined;
}

type HostChoiceProps = { channel: string; chosen: readonly string[]; error: string | undefined; onChange: (chosen: string[]) => void };

export function HostChoice({ channel, chosen, error, onChange }: HostChoiceProps) {
  const [search, setSearch] = useState('');
  const answer = useFollowers(channel);
  const all = answer?.ok === true ? answer.data : [];
  const shown = all.filter(({ hostname }) => hostname.includes(search.trim().toLowerCase()));
  /** In the order of the list, which is that of the names. */
  const choose = (isChosen: (id: string) => boolean) => onChange(all.map(({ id }) => id).filter(isChosen));
  return (
    <div className="bw-stack">
      <ProblemAlert title={TEXT.hostsFailed} problem={answer?.ok === false ? answer.problem : undefined} />
      <SearchInput aria-label={TEXT.findHost} placeholder={TEXT.findHost} value={search} onChange={(_event, text) => setSearch(text)} onClear={() => setSearch('')} />
      <div className="bw-host-choice" role="group" aria-label={TEXT.followers} tabIndex={0}>
        {answer?.ok === true && shown.length === 0 && <p>{TEXT.noneFound}</p>}
        {shown.map(({ id, hostname, nvr }) => (
          <Checkbox key={id} id={`choose-${id}`} label={hostname} description={nvr ?? undefined} isChecked={chosen.includes(id)} onChange={(_event, isOn) => choose((other) => (other === id ? isOn : chosen.includes(other)))} />
        ))}
      </div>
      <div className="bw-buttons">
        <Button variant="link" isInline onClick={() => choose((id) => chosen.includes(id) || shown.some((host) => host.id === id))}>{TEXT.chooseShown}</Button>
        <Button variant="link" isInline onClick={() => onChange([])}>{TEXT.clear}</Button>
        <span role="status" className="bw-sub">{TEXT.count(chosen.length, all.length)}</span>
      </div>
      {all.length >= MOST && <p className="bw-sub">{TEXT.mostHosts(MOST)}</p>}
      {error !== undefined && <FormHelperText><HelperText><HelperTextItem variant="error">{error}</HelperTextItem></HelperText></FormHelperText>}
    </div>
  );
}
