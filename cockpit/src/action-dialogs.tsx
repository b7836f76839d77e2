// SPDX-License-Identifier: GPL-2.0-or-later
// The questions before an upgrade, a rollback, a removal and a reboot: what will happen, what stays, and what does not.
import { Checkbox, FormGroup, Radio, StackItem } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { plainLines } from '#kickstart/lifecycle/plain-text.ts';
import { sizeText } from './amounts.ts';
import { bridge } from './cockpit-api.ts';
import { ConfirmDialog } from './dialog.tsx';
import { problemText, run } from './node-command.ts';
import { Reported } from './reported.tsx';
import { type Base, layerBefore, layersOf, type NodeStatus } from './status.ts';
import { SurvivalTable } from './survival-table.tsx';
import { TEXT } from './text.ts';
import type { Begun, Operations } from './use-operation.ts';

type DialogOf<More> = More & { status: NodeStatus; begin: Operations['begin']; onClose: () => void };

function RebootAfter({ isChosen, onChoose }: { isChosen: boolean; onChoose: (is: boolean) => void }) {
  return <StackItem><Checkbox id="reboot-after" label={TEXT.rebootAfter} isChecked={isChosen} onChange={(_event, is) => onChoose(is)} /></StackItem>;
}

const rebootWord = (is: boolean): string[] => (is ? ['--reboot'] : []);

export function UpgradeDialog({ status, begin, onClose }: DialogOf<object>) {
  const [reboots, setReboots] = useState(false);
  return (
    <ConfirmDialog title={TEXT.upgradeTitle} confirm={TEXT.upgradeNow} onClose={onClose} act={() => begin('upgrade', rebootWord(reboots))}>
      <StackItem>
        <p><Reported>{TEXT.upgradeText(status.channelNvr ?? TEXT.upgradeUnknown, status.channel ?? '')}</Reported></p>
        <p>{TEXT.upgradeBack}</p>
      </StackItem>
      <RebootAfter isChosen={reboots} onChoose={setReboots} />
      <StackItem><h2>{TEXT.survives}</h2><SurvivalTable show="upgrade" /></StackItem>
    </ConfirmDialog>
  );
}

/** @param to the layer that was chosen; undefined: the one before the running layer */
export function RollbackDialog({ status, begin, onClose, to }: DialogOf<{ to: string | undefined }>) {
  const others = layersOf(status).map(({ layer }) => layer).filter((layer) => !layer.isBootDefault);
  const [target, setTarget] = useState(to ?? layerBefore(status)?.name ?? others[0]?.name ?? '');
  const [reboots, setReboots] = useState(false);
  const booted = layersOf(status).findIndex(({ layer }) => layer.isBooted);
  const isBack = layersOf(status).findIndex(({ layer }) => layer.name === target) < booted;
  return (
    <ConfirmDialog title={isBack ? TEXT.rollbackTitle : TEXT.forwardTitle} confirm={isBack ? TEXT.rollbackNow : TEXT.forwardNow} isDangerous={isBack} onClose={onClose} act={() => begin('rollback', ['--to', target, ...rebootWord(reboots)])}>
      <StackItem><p>{TEXT.rollbackText}</p></StackItem>
      <StackItem>
        <FormGroup role="radiogroup" fieldId="rollback-to" label={TEXT.rollbackTo} isStack>
          {others.map((layer) => <Radio key={layer.name} id={`to-${layer.name}`} name="rollback-to" label={layer.name} isChecked={layer.name === target} onChange={() => setTarget(layer.name)} />)}
        </FormGroup>
      </StackItem>
      <RebootAfter isChosen={reboots} onChoose={setReboots} />
      {isBack && <StackItem><h2>{TEXT.survives}</h2><SurvivalTable show="rollback" /></StackItem>}
    </ConfirmDialog>
  );
}

/** Blocks that base and layers share are counted once: the fullest of them says how many there are at least. */
const roomOf = (base: Base): number => Math.max(...[base, ...base.layers].map(({ size, usedPercent }) => ((size ?? 0) * (usedPercent ?? 0)) / 100));

export function RemoveDialog({ base, begin, onClose }: DialogOf<{ base: Base }>) {
  return (
    <ConfirmDialog title={TEXT.removeTitle(base.base)} confirm={TEXT.removeNow} isDangerous onClose={onClose} act={() => begin('remove', [base.base])}>
      <StackItem><p>{TEXT.removeText(base.layers.map((layer) => layer.name).join(', ') || TEXT.none, sizeText(roomOf(base)))}</p></StackItem>
    </ConfirmDialog>
  );
}

/** Who is logged in, one line each, as `who` says it. */
function useLoggedIn(): readonly string[] | undefined {
  const [lines, setLines] = useState<readonly string[]>();
  useEffect(() => {
    void run(['who'], {}).then((ran) => setLines(ran.kind === 'output' ? plainLines(ran.output, 50, 200) : [problemText(ran.problem)]));
  }, []);
  return lines;
}

export function RebootDialog({ status, onRebooting, onClose }: { status: NodeStatus; onRebooting: () => void; onClose: () => void }) {
  const users = useLoggedIn();
  const reboot = async (): Promise<Begun> => {
    bridge().hint('restart');
    const ran = await run(['systemctl', 'reboot'], { superuser: 'require' });
    // The connection may break before the answer comes: that is the reboot, not a failure of it.
    if (ran.kind === 'failed' && ran.problem.problem !== 'disconnected' && ran.problem.problem !== 'terminated') return { ok: false, why: problemText(ran.problem) };
    onRebooting();
    return { ok: true };
  };
  return (
    <ConfirmDialog title={TEXT.rebootTitle} confirm={TEXT.rebootNow} isDangerous onClose={onClose} act={reboot}>
      <StackItem><p>{TEXT.rebootText(status.bootDefault ?? TEXT.unknown)}</p></StackItem>
      <StackItem>
        <h2>{TEXT.who}</h2>
        {users !== undefined && (users.length === 0 ? <p>{TEXT.nobody}</p> : <ul>{users.map((user) => <li key={user}><Reported>{user}</Reported></li>)}</ul>)}
      </StackItem>
    </ConfirmDialog>
  );
}
