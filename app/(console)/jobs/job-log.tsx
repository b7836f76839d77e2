// SPDX-License-Identifier: GPL-2.0-or-later
// The log of a job: it follows what comes, until its reader scrolls up to read.
'use client';
import { Button, Content } from '@patternfly/react-core';
import { useLayoutEffect, useRef, useState } from 'react';
import { apiPath } from '../../api-client.ts';
import { visibleText } from '../hosts/installation/visible-text.ts';
import { TEXT } from './text.ts';

/** Closer to the end than this counts as the end, in pixels. */
const NEAR = 24;
/** A stream brings the end of a log only: one this long was cut. In UTF-16 units. */
const LONG = 60_000;

export function JobLog({ id, text, hasEnded }: { id: string; text: string | undefined; hasEnded: boolean }) {
  const region = useRef<HTMLPreElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  useLayoutEffect(() => {
    if (isFollowing && region.current !== null) region.current.scrollTop = region.current.scrollHeight;
  }, [text, isFollowing]);
  const scrolled = () => {
    if (region.current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = region.current;
    setFollowing(scrollHeight - scrollTop - clientHeight < NEAR);
  };
  if (text === undefined || text === '') return <Content component="p">{hasEnded && text !== undefined ? TEXT.logNone : TEXT.logEmpty}</Content>;
  return (
    <div className="bw-stack">
      <pre ref={region} className="bw-log" role="region" aria-label={TEXT.log} tabIndex={0} onScroll={scrolled}>{visibleText(text)}</pre>
      <div className="bw-buttons">
        <Button variant="link" isInline component="a" href={`/api/v1/${apiPath(['jobs', id, 'log'])}`} target="_blank" rel="noreferrer">{TEXT.logWhole}</Button>
        {text.length > LONG && <span className="bw-sub">{TEXT.logCut}</span>}
        {!isFollowing && !hasEnded && <Button variant="secondary" size="sm" onClick={() => setFollowing(true)}>{TEXT.logFollow}</Button>}
      </div>
    </div>
  );
}
