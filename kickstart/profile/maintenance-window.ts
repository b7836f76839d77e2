// SPDX-License-Identifier: GPL-2.0-or-later
// When a node may reboot by itself into a new layer. `node/` reads the same text (window.py).
import { z } from 'zod';

/** Days as a window names them; it begins on them, and may end on the next one. */
export const weekDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const FORM = /^([A-Za-z,]+) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const FIX = 'Write "never", "any", or days and times, for example "Sat,Sun 02:00-05:00" or "daily 23:00-01:00".';

/** What is wrong with the text of a window, or undefined. */
function problemIn(text: string): string | undefined {
  if (text === 'never' || text === 'any') return undefined;
  const [, days = '', begin = '', end = ''] = FORM.exec(text) ?? [];
  if (days === '') return `This is no maintenance window. ${FIX}`;
  const names = days === 'daily' ? [] : days.split(',');
  const unknown = names.find((name) => !weekDays.some((day) => day === name));
  if (unknown !== undefined) return `"${unknown}" is no day. Days are ${weekDays.join(', ')}, or "daily" for all of them.`;
  if (new Set(names).size < names.length) return 'A day is there twice; remove one of the two.';
  const wrong = [begin, end].find((time) => !TIME.test(time));
  if (wrong !== undefined) return `${wrong} is no time of day. Write 00:00 to 23:59.`;
  return begin === end ? 'The window ends when it begins. Give it some length, or write "any" for no limit.' : undefined;
}

/** `never`: only a person reboots. `any`: at once. Else days and times by the node's own clock; a window that ends before it begins passes midnight. */
export const MaintenanceWindow = z.string().superRefine((text, context) => {
  const message = problemIn(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
