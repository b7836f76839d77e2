// SPDX-License-Identifier: GPL-2.0-or-later
// validate: what the real pykickstart says about a kickstart.
import { validateKickstart } from '../validate/validate.ts';
import { failure, type Run } from './command.ts';
import { readText } from './input.ts';
import { readTarget } from './target.ts';

export const validate: Run = async (invocation) => {
  const file = invocation.argument('FILE.ks');
  const target = readTarget(invocation.option('target') ?? '');
  const validation = await validateKickstart(await readText(invocation.io, file), target);
  if (!validation.available) throw failure('', `${validation.reason} ${validation.fix}`);
  const { ok, parser, results } = validation;
  const said = results.map(({ line, level, message }) => `${file}${line === null ? '' : `:${line}`}: ${level}: ${message}`);
  return {
    stdout: ok ? `${file}: accepted by ${parser}.\n` : '',
    ...(ok ? { notes: said } : { problems: said }),
    json: { ok, target, parser, results },
    exit: ok ? 0 : 2,
  };
};
