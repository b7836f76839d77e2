// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `locale` -> lang, keyboard, timezone, timesource.
import { command, options, type Option, type Statement } from '../language/statement.ts';
import { lacks } from '../profile/targets.ts';
import type { Node } from './node.ts';

function withModifier(lang: string): string {
  const [territory, modifier] = lang.split('@');
  return modifier === undefined ? `${lang}.UTF-8` : `${territory}.UTF-8@${modifier}`;
}

export function localeTemplate({ locale, target }: Node): Statement[] {
  const from = (key: string) => ({ slice: 'locale', field: `locale.${key}` });
  const hasTimesource = lacks(target, 'timesource') === undefined;
  const { ntp } = locale;
  const oldNtp: Option[] = hasTimesource ? [] : options({ '--nontp': ntp.mode === 'off', '--ntpservers': ntp.mode === 'servers' ? ntp.servers.join(',') : undefined });
  const statements: Statement[] = [
    command('lang', from('lang'), [], [withModifier(locale.lang)]),
    command('keyboard', from('keyboards'), options({ '--xlayouts': locale.keyboards.join(',') })),
    command('timezone', from('timezone'), [...options({ '--utc': locale.utc }), ...oldNtp], [locale.timezone]),
  ];
  if (hasTimesource && ntp.mode === 'off') statements.push(command('timesource', from('ntp'), options({ '--ntp-disable': true })));
  if (hasTimesource && ntp.mode === 'servers') {
    for (const server of ntp.servers) statements.push(command('timesource', from('ntp'), options({ '--ntp-server': server })));
  }
  return statements;
}
