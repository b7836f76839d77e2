// SPDX-License-Identifier: GPL-2.0-or-later
// Two people changed one profile: every field that differs, side by side, and a choice for each.
'use client';
import { Button, Label, Modal, ModalBody, ModalFooter, ModalHeader, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { type Difference, differences, inWords, merged, obviousSide } from '../draft/differences.ts';
import { documentOf, type Draft } from '../draft/draft.ts';
import { placeOf } from '../field/field-text.ts';
import { WORDS } from './words.ts';

const { conflict: TEXT } = WORDS;

type Side = 'mine' | 'theirs';

function Row({ difference, side, onChoose }: { difference: Difference; side: Side; onChoose: (side: Side) => void }) {
  const { path } = difference;
  const place = placeOf(path);
  const words = (value: unknown) => inWords(value, path.slice(path.lastIndexOf('.') + 1));
  const choice = (of: Side) => (
    <Radio
      id={`conflict-${path}-${of}`}
      name={`conflict-${path}`}
      label={<><span className="pf-v6-screen-reader">{place}, {TEXT[of]}: </span>{words(difference[of])}</>}
      isChecked={side === of}
      onChange={() => onChoose(of)}
    />
  );
  return (
    <tr>
      <th scope="row">{place} {obviousSide(difference) === undefined && <Label isCompact color="orange">{TEXT.both}</Label>}</th>
      <td>{words(difference.base)}</td>
      <td>{choice('mine')}</td>
      <td>{choice('theirs')}</td>
    </tr>
  );
}

type ConflictProps = { base: Draft; mine: Draft; theirs: Draft; onMerged: (document: Draft) => void; onClose: () => void };

export function Conflict({ base, mine, theirs, onMerged, onClose }: ConflictProps) {
  const all = differences(documentOf(base), mine, documentOf(theirs));
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const sideOf = (difference: Difference): Side => chosen[difference.path] ?? obviousSide(difference) ?? 'mine';
  const takeAll = (side: Side) => setChosen(Object.fromEntries(all.map((difference) => [difference.path, side])));
  const take = () => {
    const mineOf = new Set(all.filter((difference) => sideOf(difference) === 'mine').map((difference) => difference.path));
    onMerged(merged(theirs, all, (path) => mineOf.has(path)));
  };
  return (
    <Modal isOpen variant="large" aria-labelledby="conflict-title" aria-describedby="conflict-text" onClose={onClose}>
      <ModalHeader title={TEXT.title} labelId="conflict-title" description={TEXT.text} descriptorId="conflict-text" />
      <ModalBody tabIndex={0} aria-label={TEXT.title}>
        <div className="bw-row bw-row--tight">
          <Button variant="secondary" size="sm" onClick={() => takeAll('mine')}>{TEXT.allMine}</Button>
          <Button variant="secondary" size="sm" onClick={() => takeAll('theirs')}>{TEXT.allTheirs}</Button>
        </div>
        <table className="bw-table bw-table--conflict" aria-label={TEXT.title}>
          <thead><tr><th scope="col">{TEXT.field}</th><th scope="col">{TEXT.base}</th><th scope="col">{TEXT.mine}</th><th scope="col">{TEXT.theirs}</th></tr></thead>
          <tbody>
            {all.map((difference) => (
              <Row key={difference.path} difference={difference} side={sideOf(difference)} onChoose={(side) => setChosen({ ...chosen, [difference.path]: side })} />
            ))}
          </tbody>
        </table>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={take}>{TEXT.take}</Button>
        <Button variant="link" onClick={onClose}>{TEXT.cancel}</Button>
      </ModalFooter>
    </Modal>
  );
}
