// SPDX-License-Identifier: GPL-2.0-or-later
// Terms with their values, as every card of this page writes them; and a node's "not known".
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Reported } from './reported.tsx';
import { TEXT } from './text.ts';

/** @param isWide in two columns where there is room */
export function Details({ children, isWide = false }: { children: ReactNode; isWide?: boolean }) {
  return <DescriptionList orientation={{ md: 'horizontal' }} horizontalTermWidthModifier={{ default: '10rem' }} {...(isWide ? { columnModifier: { lg: '2Col' } } : {})}>{children}</DescriptionList>;
}

export function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

/** What the node said, or that it did not. */
export const Said = ({ children }: { children: string | null }) => (children === null || children === '' ? <>{TEXT.unknown}</> : <Reported>{children}</Reported>);
