// SPDX-License-Identifier: GPL-2.0-or-later
// discovery list, approve, forget.
import { canonicalMac } from '#kickstart/profile/names.ts';
import { approveDiscovery, ApproveRequest, forgetDiscovery, listDiscoveries } from '../discoveries/discoveries.ts';
import { CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { withStore } from './data.ts';
import { moment, table } from './output.ts';

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const items = await listDiscoveries(store);
  const rows = items.map((item) => [item.mac, item.address, moment(item.lastSeen), String(item.times), [item.facts['manufacturer'], item.facts['product'], item.facts['serial']].filter(Boolean).join(' ') || '-', item.isIgnored ? 'ignored' : '-']);
  return {
    stdout: rows.length === 0 ? '' : table(['MAC', 'ADDRESS', 'LAST SEEN', 'TIMES', 'MACHINE', 'IGNORED'], rows),
    notes: rows.length === 0 ? ['No unknown machine has asked.'] : [],
    json: { discoveries: items.map((item) => ({ ...item, firstSeen: moment(item.firstSeen), lastSeen: moment(item.lastSeen) })) },
  };
});

function macOf(invocation: Invocation): string {
  const text = invocation.argument('MAC');
  const mac = canonicalMac(text);
  if (mac === undefined) throw refusal('', `"${text}" is not a MAC address. Write six pairs of hexadecimal digits, for example 52:54:00:ab:cd:ef.`);
  return mac;
}

const unknown = (mac: string) => failure('', `No machine with ${mac} has asked. "basewright discovery list" shows what there is.`);

export const approve: Run = async (invocation) => {
  const mac = macOf(invocation);
  const request = ApproveRequest.safeParse({ hostname: invocation.option('hostname'), profile: invocation.option('profile') });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: `--${String(path[0])}`, message })));
  return withStore(invocation, async (store) => {
    const answer = await approveDiscovery(store, mac, request.data);
    switch (answer.outcome) {
      case 'created':
        return { stdout: `created host ${answer.host.id}\n`, json: { outcome: 'created', id: answer.host.id, etag: answer.etag } };
      case 'missing':
        throw unknown(mac);
      case 'exists':
        throw failure('--hostname', `There is a host "${answer.id}" already. Choose another name.`);
      case 'invalid':
      case 'conflict':
        throw new CommandError(2, answer.errors);
    }
  });
};

export const forget: Run = async (invocation) => {
  const mac = macOf(invocation);
  return withStore(invocation, async (store) => {
    if ((await forgetDiscovery(store, mac)) === 'missing') throw unknown(mac);
    return { stdout: `forgot ${mac}\n`, json: { outcome: 'forgotten', mac } };
  });
};
