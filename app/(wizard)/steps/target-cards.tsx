// SPDX-License-Identifier: GPL-2.0-or-later
// A choice of two as large cards; each is a radio button.
'use client';
import { FormGroup, Radio } from '@patternfly/react-core';
import { WORDS } from './words.ts';

type Card = { id: string; title: string; text: string; isChosen: boolean; onChoose: () => void };

export function TargetCards({ name, cards }: { name: string; cards: readonly Card[] }) {
  return (
    <FormGroup role="radiogroup" fieldId={name} aria-label={WORDS.target} className="bw-cards">
      {cards.map((card) => (
        <div key={card.id} className={card.isChosen ? 'bw-card bw-card--chosen' : 'bw-card'} onClick={card.onChoose}>
          <Radio id={`${name}-${card.id}`} name={name} label={card.title} description={card.text} isChecked={card.isChosen} onChange={card.onChoose} />
        </div>
      ))}
    </FormGroup>
  );
}
