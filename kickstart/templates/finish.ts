// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `finish` -> display mode, eula, bootloader arguments, kdump, and the last act.
import { command, options, type Section, type Statement } from '../language/statement.ts';
import { diskSpec } from '../profile/disk.ts';
import type { Node } from './node.ts';

const from = (key: string) => ({ slice: 'finish', field: `finish.${key}` });

export function finishTemplate({ finish, storage }: Node): Statement[] {
  return [
    command(finish.display, from('display')),
    ...(finish.eula ? [command('eula', from('eula'), options({ '--agreed': true }))] : []),
    command('firstboot', from('display'), options({ '--disable': true })),
    command('bootloader', from('kernelArguments'), options({ '--boot-drive': diskSpec(storage.disk), '--append': finish.kernelArguments.join(' ') })),
    command(finish.action, from('action'), options({ '--eject': finish.eject })),
  ];
}

/** The kdump add-on's section, when the profile says something about kdump. */
export function kdumpAddon({ finish: { kdump } }: Node): Section[] {
  if (kdump.mode === 'default') return [];
  const given = kdump.mode === 'enabled' ? options({ '--enable': true, '--reserve-mb': String(kdump.reserve) }) : options({ '--disable': true });
  return [{ kind: 'section', name: '%addon', args: ['com_redhat_kdump'], options: given, body: '', from: from('kdump') }];
}
