// SPDX-License-Identifier: GPL-2.0-or-later
// Text that a machine reported: never more than text, isolated from its neighbours, and cut when it is long, with the whole of it one key away.
'use client';
import { useEffect, useRef } from 'react';
import { cutText, visibleText } from './visible-text.ts';

type ReportedTextProps = { children: string; /** In characters. */ most?: number };

export function ReportedText({ children, most = 80 }: ReportedTextProps) {
  const text = visibleText(children);
  const { shown, isCut } = cutText(text, most);
  if (!isCut) return <bdi className="bw-reported">{text}</bdi>;
  return (
    <details className="bw-reported">
      <summary title={text.slice(0, 1000)}><bdi>{shown}…</bdi></summary>
      <bdi className="bw-reported__whole">{text}</bdi>
    </details>
  );
}

/** Lines as they came, in a region of their own that can be scrolled by keyboard. It begins at their end: the last lines of a log tell most. */
export function ReportedLines({ label, text }: { label: string; text: string }) {
  const region = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (region.current !== null) region.current.scrollTop = region.current.scrollHeight;
  }, [text]);
  return <pre ref={region} className="bw-log" role="region" aria-label={label} tabIndex={0}>{visibleText(text)}</pre>;
}
