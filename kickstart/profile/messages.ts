// SPDX-License-Identifier: GPL-2.0-or-later
// What zod says by itself, in words for the people who fill in forms and files. Loaded by names.ts, before any schema is used.
import { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object' };

z.config({
  customError: (issue) => {
    switch (issue.code) {
      case 'invalid_type': {
        const kind = KINDS[issue.expected] ?? issue.expected;
        return issue.input === undefined ? `This is missing; give ${kind}.` : `Give ${kind} here.`;
      }
      case 'unrecognized_keys': return `Not known here: ${issue.keys.map((key) => `"${key}"`).join(', ')}. Remove it, or check its spelling.`;
      case 'invalid_value': return `Use one of: ${issue.values.map(String).join(', ')}.`;
      case 'invalid_union': return 'This is missing, or none of the possible kinds.';
      default: return undefined;
    }
  },
});
