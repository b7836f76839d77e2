// SPDX-License-Identifier: GPL-2.0-or-later
// The command table: which commands, options and sections each kickstart version knows, as pykickstart's handlers say.
import { z } from 'zod';
import shippedJson from './shipped-branches.json' with { type: 'json' };
import type { KickstartVersion } from './versions.ts';
import tableJson from './commands.generated.json' with { type: 'json' };

const Action = z.enum(['store', 'store_true', 'store_false', 'store_const', 'append', 'append_const', 'extend', 'extend_const']);

const OptionRule = z.object({
  /** The attribute pykickstart keeps the value in; absent: the option's name with `-` as `_`. */
  dest: z.string().optional(),
  action: Action.default('store'),
  /** str, int, bool, csv (a comma list), path, or the name of pykickstart's own check. */
  type: z.string().default('str'),
  choices: z.array(z.string()).optional(),
  required: z.boolean().default(false),
  /** Accepted with a warning, without effect. */
  deprecated: z.boolean().default(false),
});
export type OptionRule = z.infer<typeof OptionRule>;

const Definition = z.object({
  in: z.array(z.string()),
  /** `deprecated`: a warning and no effect; `removed`: an error. */
  status: z.enum(['active', 'deprecated', 'removed']).default('active'),
  conflicts: z.array(z.string()).default([]),
  /** May stand more than once, each line adding one entry. */
  multi: z.boolean().default(false),
  /** Least and most words that are not options; `null`: no upper limit. */
  positionals: z.tuple([z.number(), z.number().nullable()]).default([0, 0]),
  /** All words are passed on as they are, unknown options included. */
  free: z.boolean().default(false),
  options: z.record(z.string(), OptionRule).default({}),
});
export type CommandRule = z.infer<typeof Definition>;

const Table = z.object({
  commands: z.record(z.string(), z.array(Definition)),
  sections: z.record(z.string(), z.array(Definition)),
});

const Shipped = z.object({
  lacks: z.object({ sections: z.array(z.string()), options: z.record(z.string(), z.array(z.string())) }),
  also: z.object({ options: z.record(z.string(), z.array(z.string())) }),
  since: z.record(z.string(), z.record(z.string(), z.string())),
  status: z.record(z.string(), z.enum(['active', 'deprecated', 'removed'])),
});
const ShippedBranches = z.object({ RHEL8: Shipped, RHEL9: Shipped, RHEL10: Shipped });

let table: z.infer<typeof Table> | undefined;
let shipped: z.infer<typeof ShippedBranches> | undefined;

function ruleOf(kind: 'commands' | 'sections', version: KickstartVersion, name: string): CommandRule | undefined {
  table ??= Table.parse(tableJson);
  const rules = Object.hasOwn(table[kind], name) ? table[kind][name] : undefined;
  return rules?.find((rule) => rule.in.includes(version));
}

/** The rule of a command, or undefined when this version does not know the word at all. */
export function commandRule(version: KickstartVersion, name: string): CommandRule | undefined {
  return ruleOf('commands', version, name);
}

/** The rule of a section (`%post`), or undefined when this version does not know it. */
export function sectionRule(version: KickstartVersion, name: string): CommandRule | undefined {
  return ruleOf('sections', version, name);
}

/** Whether the option stands without `=value`. */
export function isFlag(rule: OptionRule): boolean {
  return rule.action === 'store_true' || rule.action === 'store_false' || rule.action.endsWith('_const');
}

/**
 * Why an option is better avoided on an Enterprise Linux target although the table knows it, or undefined.
 * `lacking`: no shipped installer has it. `since`: only installers with at least that pykickstart have it.
 */
export function notShipped(
  version: KickstartVersion,
  command: string,
  option: string,
): { kind: 'lacking' } | { kind: 'since'; pykickstart: string } | undefined {
  if (version !== 'RHEL8' && version !== 'RHEL9' && version !== 'RHEL10') return undefined;
  shipped ??= ShippedBranches.parse(shippedJson);
  const branch = shipped[version];
  if (branch.lacks.sections.includes(command) || branch.lacks.options[command]?.includes(option)) return { kind: 'lacking' };
  const since = branch.since[command]?.[option];
  return since === undefined ? undefined : { kind: 'since', pykickstart: since };
}
