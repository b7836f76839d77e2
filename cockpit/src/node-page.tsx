// SPDX-License-Identifier: GPL-2.0-or-later
// The whole page: what the node says, the operation that runs, and the dialogs of its actions.
import { Alert, Button, Content, Flex, Grid, GridItem, List, ListItem, Page, PageSection, Skeleton, Stack, StackItem, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { AccessNotice } from './access-notice.tsx';
import { RebootDialog, RemoveDialog, RollbackDialog, UpgradeDialog } from './action-dialogs.tsx';
import { useAdministrativeAccess } from './administrative-access.ts';
import { DifferenceDialog } from './difference-dialog.tsx';
import { FailureState, NoLayout } from './failure-states.tsx';
import { HealthCard } from './health-card.tsx';
import { LastCard } from './last-card.tsx';
import { LayersCard } from './layers-card.tsx';
import { NodeCard } from './node-card.tsx';
import { OperationPanel } from './operation-panel.tsx';
import { PoolCard } from './pool-card.tsx';
import { Reported } from './reported.tsx';
import { type Base, type NodeStatus, pairFor } from './status.ts';
import { SurvivalCard } from './survival-table.tsx';
import { TEXT } from './text.ts';
import { UpgradesCard } from './upgrades-card.tsx';
import { type Operations, useOperation } from './use-operation.ts';
import { type NodeState, useStatus } from './use-status.ts';

type Asked = { kind: 'upgrade' } | { kind: 'rollback'; to: string | undefined } | { kind: 'remove'; base: Base } | { kind: 'reboot' } | { kind: 'difference'; layer: string };

type DialogsProps = { asked: Asked | undefined; status: NodeStatus; begin: Operations['begin']; onRebooting: () => void; onClose: () => void };

function Dialogs({ asked, status, begin, onRebooting, onClose }: DialogsProps) {
  if (asked === undefined) return null;
  const props = { status, begin, onClose };
  switch (asked.kind) {
    case 'upgrade': return <UpgradeDialog {...props} />;
    case 'rollback': return <RollbackDialog {...props} to={asked.to} />;
    case 'remove': return <RemoveDialog {...props} base={asked.base} />;
    case 'reboot': return <RebootDialog status={status} onRebooting={onRebooting} onClose={onClose} />;
    case 'difference': {
      const { older, newer } = pairFor(status, asked.layer);
      return <DifferenceDialog older={older} newer={newer} onClose={onClose} />;
    }
  }
}

function Cards({ status, operations, isAllowed }: { status: NodeStatus; operations: Operations; isAllowed: boolean }) {
  const [asked, setAsked] = useState<Asked>();
  const [isRebooting, setRebooting] = useState(false);
  const situation = { isAllowed, isBusy: operations.isBusy || isRebooting };
  return (
    <>
      {isRebooting && <StackItem><div role="status"><Alert isInline variant="info" title={TEXT.rebooting} component="h2" /></div></StackItem>}
      {status.problems.length > 0 && <StackItem><Alert isInline variant="warning" title={TEXT.problems} component="h2"><List>{status.problems.map((problem) => <ListItem key={problem}><Reported>{problem}</Reported></ListItem>)}</List></Alert></StackItem>}
      <StackItem>
        <NodeCard status={status} situation={situation} act={{ upgrade: () => setAsked({ kind: 'upgrade' }), rollback: () => setAsked({ kind: 'rollback', to: undefined }), reboot: () => setAsked({ kind: 'reboot' }) }} />
      </StackItem>
      <StackItem>
        <LayersCard status={status} situation={situation} act={{ goTo: (to) => setAsked({ kind: 'rollback', to }), differs: (layer) => setAsked({ kind: 'difference', layer }), remove: (base) => setAsked({ kind: 'remove', base }) }} />
      </StackItem>
      <StackItem>
        <Grid hasGutter lg={6}>
          <GridItem><Stack hasGutter><StackItem><UpgradesCard status={status} /></StackItem><StackItem><PoolCard pool={status.pool} /></StackItem><StackItem><LastCard last={status.last} layoutLog={status.layoutLog} isAllowed={isAllowed} /></StackItem></Stack></GridItem>
          <GridItem><HealthCard health={status.health} /></GridItem>
        </Grid>
      </StackItem>
      <StackItem><SurvivalCard /></StackItem>
      <Dialogs asked={asked} status={status} begin={operations.begin} onRebooting={() => setRebooting(true)} onClose={() => setAsked(undefined)} />
    </>
  );
}

function Body({ state, operations, isAllowed }: { state: NodeState; operations: Operations; isAllowed: boolean }) {
  if (state.kind === 'loading') return <StackItem><div role="status"><Skeleton height="10rem" screenreaderText={TEXT.loading} /></div></StackItem>;
  if (state.kind !== 'status') return <StackItem><FailureState state={state} /></StackItem>;
  if (!state.status.hasLayout) return <StackItem><NoLayout why={state.status.why} /></StackItem>;
  return <Cards status={state.status} operations={operations} isAllowed={isAllowed} />;
}

export function NodePage() {
  const access = useAdministrativeAccess();
  const { state, isAsking, refresh } = useStatus(access.current);
  const operations = useOperation(access.isAllowed, refresh);
  const { shown } = operations;
  return (
    // The navigation is Cockpit's; without the class wide windows keep a column for one.
    <Page isContentFilled className="pf-m-no-sidebar">
      <PageSection hasBodyWrapper={false}>
        <Stack hasGutter>
          <StackItem>
            <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsCenter' }}>
              <Title headingLevel="h1">{TEXT.title}</Title>
              <Button variant="secondary" isLoading={isAsking} onClick={refresh}>{TEXT.refresh}</Button>
            </Flex>
            <Content component="p">{TEXT.intro}</Content>
          </StackItem>
          <AccessNotice access={access} at={state.kind === 'status' ? state.status.at : null} />
          {shown !== undefined && <StackItem><OperationPanel shown={shown} isBusy={operations.isBusy} onCancel={operations.cancel} onClose={operations.dismiss} /></StackItem>}
          <Body state={state} operations={operations} isAllowed={access.isAllowed} />
        </Stack>
      </PageSection>
    </Page>
  );
}
