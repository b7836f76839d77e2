// SPDX-License-Identifier: GPL-2.0-or-later
// The lines of a kickstart, numbered; each with who gave it, where that is known.
'use client';
import { Label } from '@patternfly/react-core';
import type { RenderedLine } from '#kickstart/render.ts';
import { TEXT } from './text.ts';

type Scope = RenderedLine['scope'];
export type ShownLine = { number: number; text: string; scope?: Scope | undefined };

const COLORS = { default: 'grey', profile: 'blue', host: 'purple' } as const satisfies Record<Scope, string>;

function Line({ line }: { line: ShownLine }) {
  return (
    <li className={line.scope === 'host' ? 'bw-ks__line bw-ks__line--host' : 'bw-ks__line'} value={line.number}>
      <div className="bw-ks__row">
        <code className="bw-ks__text">{line.text === '' ? ' ' : line.text}</code>
        {line.scope !== undefined && line.text !== '' && <Label isCompact variant="outline" color={COLORS[line.scope]}>{TEXT.scopes[line.scope]}</Label>}
      </div>
    </li>
  );
}

export function KickstartLines({ lines }: { lines: readonly ShownLine[] }) {
  return (
    <div className="bw-ks" role="region" aria-label={TEXT.label} tabIndex={0}>
      <ol className="bw-ks__lines">{lines.map((line) => <Line key={line.number} line={line} />)}</ol>
    </div>
  );
}
