// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: random lines and sections that no slice models and every installer of the target takes without a warning.
import fc from 'fast-check';
import { isBlank } from '../language/lines.ts';
import { quote } from '../language/quote.ts';
import * as value from './arbitrary-text.ts';
import { targets, type TargetId } from './targets.ts';
import type { Extra } from './extra.ts';

const quoted = (max: number) => value.text(1, max).map(quote);
const comment = fc.tuple(fc.constantFrom('#', '# ', '\t# ', '\u00a0#', '##', '#%end '), value.text(0, 60)).map((parts) => parts.join(''));

const command = fc.oneof(
  comment,
  fc.constantFrom('skipx', 'zipl --secure-boot', 'xconfig --startxonboot', 'authselect select sssd with-mkhomedir', "authselect  'select' \"sssd\" # why", '  skipx'),
  value.joined('group --name=', value.userName, ' --gid=', fc.integer({ min: 1000, max: 60_000 }).map(String)),
  value.joined('logging --host=', value.hostname),
  value.joined('authselect ', quoted(30)),
  value.joined('\tgroup --name ', value.userName),
);

const isGroup = (line: string) => line.trim().startsWith('group');

const packages = fc.tuple(fc.constantFrom('%packages', '%packages --nocore', '%packages --ignoremissing --multilib', '%packages\t--timeout=10 # why'), fc.array(fc.constantFrom('@core', '@^minimal-environment', '-firewalld', 'vim-enhanced', '# a comment', '', 'kernel*', '  bash # why', '%%'), { maxLength: 6 }));
const addon = fc.tuple(fc.constantFrom('%addon com_redhat_oscap', '%addon org_example_any --flag --value="a b"', '%anaconda'), fc.array(fc.constantFrom('content-type = scap-security-guide', '', '  profile = stig', '# a comment', '%unknown'), { maxLength: 4 }));
const certificate = fc.tuple(fc.constant('%certificate --filename=ca.pem --dir=/etc/pki/ca-trust/source/anchors'), fc.constantFrom(['-----BEGIN CERTIFICATE-----', 'MIIB', '-----END CERTIFICATE-----'], ['x']));

/** Slice `extra`: at most one %packages and one `group`, since pykickstart warns of a second of the same. */
export function extra(target: TargetId): fc.Arbitrary<Extra> {
  const version = targets[target].kickstart;
  const kinds = version === 'RHEL8' ? [addon] : [addon, certificate];
  const body = (lines: readonly string[]) => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);
  return fc.record({
    commands: fc.array(command, { maxLength: 5 }).map((lines) => lines.filter((line, index) => !isGroup(line) || lines.findIndex(isGroup) === index)),
    sections: fc.tuple(fc.option(packages), fc.array(fc.oneof(...kinds), { maxLength: 3 }))
      .map(([one, more]) => [...(one === null ? [] : [one]), ...more].map(([header, lines]) => ({ header, body: body(lines) })).filter((section) => section.body === '' || !isBlank(section.body))),
  });
}
