// SPDX-License-Identifier: GPL-2.0-or-later
// The kickstart beside the form: exact bytes with secrets masked, changed lines marked for a moment, every line a way to its field.
'use client';
import { Button, Title } from '@patternfly/react-core';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { type KeyboardEvent, memo, useEffect, useState } from 'react';
import type { RenderedLine } from '#kickstart/render.ts';
import { useWizard } from '../draft/context.tsx';
import { lineField, placeOf } from '../field/field-text.ts';
import { previewLineId } from '../field/place.ts';
import { copyText, downloadText } from './take-away.ts';
import { WORDS } from './words.ts';

type LineProps = { line: string; number: number; isActive: boolean; isMarked: boolean; isLive: boolean };

/** Words keep together where a line is wrapped: options would be torn at their dashes. */
function Words({ text }: { text: string }) {
  return text.split(/( +)/).map((word, index) => (word.trim() === '' ? word : <span key={index} className="bw-word">{word}</span>));
}

/** A line that appears after the first drawing is new: it is marked by an animation that its mounting starts. */
const PreviewLine = memo(function PreviewLine({ line, number, isActive, isMarked, isLive }: LineProps) {
  const [isFresh] = useState(isLive);
  const classes = ['bw-line', isFresh && 'bw-line--fresh', isActive && 'bw-line--active', isMarked && 'bw-line--marked', line.startsWith('#') && 'bw-line--comment', line.startsWith('%') && 'bw-line--section'];
  return (
    <div id={previewLineId(number)} role="option" aria-selected={isActive} data-line={number} className={classes.filter(Boolean).join(' ')}>
      <span className="bw-line__number" aria-hidden="true">{number}</span>
      <span className="bw-line__text">{line === '' ? <span className="pf-v6-screen-reader">{WORDS.blank}</span> : <Words text={line} />}</span>
    </div>
  );
});

/** The number of the line in which an event happened. */
function lineOfEvent(target: EventTarget): number | undefined {
  const line = target instanceof Element ? target.closest<HTMLElement>('[data-line]')?.dataset['line'] : undefined;
  return line === undefined ? undefined : Number(line);
}

/** A key for each line that stays with its text when lines before it come and go. */
function keyed(lines: readonly RenderedLine[]): { key: string; line: RenderedLine }[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const base = `${line.field} ${line.text}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { key: `${base} ${count}`, line };
  });
}

const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 } as const;
const isStep = (key: string): key is keyof typeof step => key in step;

function whereFrom(line: RenderedLine | undefined): string {
  if (line === undefined) return WORDS.hint;
  return `${line.slice} · ${placeOf(line.field)} (${line.field}) · ${WORDS.scopes[line.scope]}${line.secret ? ` · ${WORDS.secret}` : ''}`;
}

/** Whether the line shows what the focused field holds. */
function shows(line: RenderedLine, focused: string | undefined): boolean {
  if (focused === undefined || line.text === '') return false;
  const field = lineField(focused);
  return line.field === field || line.field.startsWith(`${field}.`) || field.startsWith(`${line.field}.`);
}

function Head({ text, name }: { text: string; name: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="bw-preview__head">
      <Title headingLevel="h2" size="md">{WORDS.title}</Title>
      <span className="bw-preview__actions">
        <span role="status" className="bw-preview__copied">{isCopied ? WORDS.copied : ''}</span>
        <Button variant="plain" icon={<CopyIcon />} aria-label={WORDS.copy} title={WORDS.copy} onClick={() => void copyText(text).then(setCopied)} />
        <Button variant="plain" icon={<DownloadIcon />} aria-label={WORDS.download} title={WORDS.download} onClick={() => downloadText(text, `${name}.ks`)} />
      </span>
    </div>
  );
}

export function Preview() {
  const { preview, focused, goToField, document: draft, line: active, pointAt: setActive } = useWizard();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLive(true), 0);
    return () => clearTimeout(timer);
  }, []);
  const at = active === undefined ? undefined : preview.lines[active - 1];
  const pick = (number: number | undefined) => {
    const picked = preview.lines[(number ?? 0) - 1];
    if (picked !== undefined) goToField(picked.field);
  };
  const onKey = (event: KeyboardEvent) => {
    const count = preview.lines.length;
    if (event.key === 'Enter') pick(active);
    else if (event.key === 'Home' || event.key === 'End' || isStep(event.key)) {
      const next = event.key === 'Home' ? 1 : event.key === 'End' ? count : Math.max(1, Math.min(count, (active ?? 0) + (isStep(event.key) ? step[event.key] : 0)));
      setActive(next);
      window.document.getElementById(previewLineId(next))?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };
  const { id } = draft;
  return (
    <section className="bw-preview" aria-label={WORDS.title}>
      <Head text={preview.text} name={typeof id === 'string' && id !== '' ? id : 'draft'} />
      <div
        className="bw-preview__lines" role="listbox" aria-label={WORDS.label} tabIndex={0} onKeyDown={onKey} onMouseLeave={() => setActive(undefined)}
        onMouseOver={(event) => setActive(lineOfEvent(event.target))}
        onClick={(event) => pick(lineOfEvent(event.target))}
        {...(active === undefined || at === undefined ? {} : { 'aria-activedescendant': previewLineId(active) })}
      >
        {keyed(preview.lines).map(({ key, line }, index) => (
          <PreviewLine key={key} line={line.text} number={index + 1} isActive={active === index + 1} isMarked={shows(line, focused)} isLive={isLive} />
        ))}
      </div>
      <p className="bw-preview__where" role="status">{whereFrom(at)}</p>
    </section>
  );
}
