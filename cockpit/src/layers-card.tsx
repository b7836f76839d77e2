// SPDX-License-Identifier: GPL-2.0-or-later
// The tree of bases with their layers: what each is used for, when it was made, its size, and what can be done with it.
import { Card, CardBody, CardTitle, Flex, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr, TreeRowWrapper } from '@patternfly/react-table';
import { type ReactNode, useState } from 'react';
import { ActionButton } from './action-button.tsx';
import { momentText, percentText, sizeText } from './amounts.ts';
import { changeReason, removeReason, type Situation } from './reasons.ts';
import { Reported } from './reported.tsx';
import type { Base, Layer, NodeStatus } from './status.ts';
import { TEXT } from './text.ts';

/** What can be asked of one base or layer; each opens its dialog. */
export type LayerActions = { goTo: (layer: string) => void; differs: (layer: string) => void; remove: (base: Base) => void };

function LayerLabels({ layer }: { layer: Layer }) {
  return (
    <Flex gap={{ default: 'gapXs' }}>
      {layer.isBooted && <Label isCompact color="blue">{TEXT.booted}</Label>}
      {layer.isBootDefault && <Label isCompact color="purple">{TEXT.bootDefault}</Label>}
      {layer.isGood === true && <Label isCompact status="success">{TEXT.good}</Label>}
      {layer.isGood === false && <Label isCompact status="danger">{TEXT.bad}</Label>}
    </Flex>
  );
}

function Cells({ made, size, usedPercent }: Pick<Layer, 'made' | 'size' | 'usedPercent'>) {
  const { columns } = TEXT;
  return (
    <>
      <Td dataLabel={columns.made} modifier="nowrap">{made === null ? TEXT.unknown : momentText(made)}</Td>
      <Td dataLabel={columns.size} modifier="nowrap">{size === null ? TEXT.unknown : sizeText(size)}</Td>
      <Td dataLabel={columns.used} modifier="nowrap">{usedPercent === null ? TEXT.unknown : percentText(usedPercent)}</Td>
    </>
  );
}

type RowProps = { name: string; level: 1 | 2; place: number; of: number; isExpanded?: boolean; onToggle?: () => void; state: ReactNode; volume: Pick<Layer, 'made' | 'size' | 'usedPercent'>; actions: ReactNode };

function Row({ name, level, place, of, isExpanded = false, onToggle, state, volume, actions }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const props = { isExpanded, isDetailsExpanded: isOpen, isHidden: false, 'aria-level': level, 'aria-posinset': place, 'aria-setsize': onToggle === undefined ? 0 : of, toggleAriaLabel: name, showDetailsAriaLabel: TEXT.details(name) };
  return (
    <TreeRowWrapper row={{ props }}>
      <Td dataLabel={TEXT.columns.name} treeRow={{ onCollapse: () => onToggle?.(), onToggleRowDetails: () => setOpen(!isOpen), rowIndex: place - 1, props }}><Reported>{name}</Reported></Td>
      <Td dataLabel={TEXT.columns.state}>{state}</Td>
      <Cells {...volume} />
      <Td dataLabel={TEXT.columns.actions}><Flex gap={{ default: 'gapSm' }}>{actions}</Flex></Td>
    </TreeRowWrapper>
  );
}

type BaseRowsProps = { base: Base; place: number; of: number; situation: Situation; act: LayerActions };

/** A base with its layers. */
function baseRows({ base, place, of, situation, act }: BaseRowsProps, isClosed: boolean, toggle: () => void): ReactNode[] {
  const remove = <ActionButton variant="link" size="sm" aria-label={TEXT.removeOf(base.base)} reason={removeReason(base, situation)} onAct={() => act.remove(base)}>{TEXT.remove}</ActionButton>;
  const layers = base.layers.map((layer, index) => {
    const actions = (
      <>
        <ActionButton variant="link" size="sm" aria-label={TEXT.differsOf(layer.name)} reason={situation.isAllowed ? undefined : TEXT.needsAccess} onAct={() => act.differs(layer.name)}>{TEXT.differs}</ActionButton>
        {!layer.isBootDefault && <ActionButton variant="link" size="sm" aria-label={TEXT.goBack(layer.name)} reason={changeReason(situation)} onAct={() => act.goTo(layer.name)}>{TEXT.boot}</ActionButton>}
      </>
    );
    return <Row key={layer.name} name={layer.name} level={2} place={index + 1} of={base.layers.length} state={<LayerLabels layer={layer} />} volume={layer} actions={actions} />;
  });
  return [<Row key={base.base} name={base.base} level={1} place={place} of={of} isExpanded={!isClosed} onToggle={toggle} state={<Label isCompact variant="outline">{TEXT.baseLabel}</Label>} volume={base} actions={remove} />, ...(isClosed ? [] : layers)];
}

export function LayersCard({ status, situation, act }: { status: NodeStatus; situation: Situation; act: LayerActions }) {
  const [closed, setClosed] = useState<readonly string[]>([]);
  const { columns } = TEXT;
  const rows = status.layout.flatMap((base, index) => {
    const isClosed = closed.includes(base.base);
    return baseRows({ base, place: index + 1, of: status.layout.length, situation, act }, isClosed, () => setClosed(isClosed ? closed.filter((name) => name !== base.base) : [...closed, base.base]));
  });
  return (
    <Card component="section" aria-labelledby="layout">
      <CardTitle component="h2" id="layout">{TEXT.layout}</CardTitle>
      <CardBody>
        <Table isTreeTable variant="compact" aria-label={TEXT.layout}>
          <Thead>
            <Tr><Th>{columns.name}</Th><Th>{columns.state}</Th><Th>{columns.made}</Th><Th>{columns.size}</Th><Th>{columns.used}</Th><Th>{columns.actions}</Th></Tr>
          </Thead>
          <Tbody>{rows}</Tbody>
        </Table>
      </CardBody>
    </Card>
  );
}
