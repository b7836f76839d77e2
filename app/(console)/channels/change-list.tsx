// SPDX-License-Identifier: GPL-2.0-or-later
// The lines of a kickstart that change, removed ones in red.
'use client';
import type { Change } from './channel-answers.ts';
import { TEXT } from './move-text.ts';

export function ChangeList({ changes, of }: { changes: readonly Change[]; /** Whose lines, for those who hear the page. */ of: string }) {
  if (changes.length === 0) return <p>{TEXT.noChange}</p>;
  return (
    <div className="bw-log" role="region" aria-label={`${TEXT.changes}: ${of}`} tabIndex={0}>
      {changes.map(({ kind, text }, index) => (
        <div key={`${index} ${text}`} className={`bw-change-line bw-change-line--${kind}`}>
          <span><span aria-hidden="true">{kind === 'added' ? '+' : '−'}</span><span className="pf-v6-screen-reader">{TEXT[kind]}: </span></span>
          <span className="bw-change-line__text">{text}</span>
        </div>
      ))}
    </div>
  );
}
