// SPDX-License-Identifier: GPL-2.0-or-later
// render: the kickstart of a profile and a host, from files alone.
import { reviewProfile } from '#kickstart/profile/review.ts';
import { MASK, maskSecrets, secretsOf } from '#kickstart/profile/secrets.ts';
import { type RenderedLine, renderKickstart } from '#kickstart/render.ts';
import { CommandError, type Run } from './command.ts';
import { readNode } from './documents.ts';
import { printable } from './output.ts';

/** Every line after the scope and field it comes from. */
function provenance(lines: readonly RenderedLine[]): string {
  const widths = { slice: Math.max(...lines.map((line) => line.slice.length)), field: Math.max(...lines.map((line) => line.field.length)) };
  return lines.map(({ scope, slice, field, text }) => `${scope.padEnd(7)}  ${slice.padEnd(widths.slice)}  ${field.padEnd(widths.field)} | ${printable(text)}\n`).join('');
}

export const render: Run = async (invocation) => {
  const { profile, host } = await readNode(invocation);
  const isMasked = invocation.has('masked');
  const placeholders = secretsOf(profile).filter(({ value }) => value === MASK);
  if (!isMasked && placeholders.length > 0) {
    const message = 'This is the placeholder of a secret, and no machine could use it. Write the secret itself, or render with --masked.';
    throw new CommandError(2, placeholders.map(({ key }) => ({ path: key, message })));
  }
  const { text, lines } = renderKickstart(isMasked ? maskSecrets(profile) : profile, host);
  return { stdout: invocation.has('provenance') ? provenance(lines) : text, json: { text, lines, warnings: reviewProfile(profile) } };
};
