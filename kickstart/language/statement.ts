// SPDX-License-Identifier: GPL-2.0-or-later
// The shape of what templates produce and the serializer writes: commands, sections and comments, each with its origin.

/** The part of a profile that a line of the kickstart comes from. */
export type Origin = {
  /** A slice of the profile, or `target`/`host` for what those give. */
  readonly slice: string;
  /** Dotted path into the profile (for example `storage.root.size`), where an editor can go to change the line. */
  readonly field: string;
  /** The line holds a secret (a hash or a passphrase): masked wherever a person looks. */
  readonly secret?: boolean;
};

/** `true` is a flag without a value. */
export type Option = readonly [name: `--${string}`, value: string | number | true];

export type Command = {
  readonly kind: 'command';
  readonly name: string;
  readonly options: readonly Option[];
  readonly args: readonly string[];
  readonly from: Origin;
};

export type Section = {
  readonly kind: 'section';
  readonly name: `%${string}`;
  readonly options: readonly Option[];
  readonly args: readonly string[];
  readonly body: string;
  readonly from: Origin;
};

/** A line `# ...`. */
export type Comment = { readonly kind: 'comment'; readonly text: string; readonly from: Origin };
/** `%include PATH`: a file that an earlier %pre writes on the machine. */
export type Include = { readonly kind: 'include'; readonly path: string; readonly from: Origin };
/** A line kept from an imported kickstart, written as it was. */
export type Verbatim = { readonly kind: 'verbatim'; readonly line: string; readonly from: Origin };

export type Statement = Command | Section | Comment | Include | Verbatim;

/** Options without those whose value is undefined, false or empty: an empty value says something else than no option. */
export function options(given: Readonly<Record<`--${string}`, string | number | boolean | undefined>>): Option[] {
  const result: Option[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === false || value === '') continue;
    result.push([`--${name.replace(/^--/, '')}`, value]);
  }
  return result;
}

/** A command with its options in the order given. */
export function command(name: string, from: Origin, opts: readonly Option[] = [], args: readonly string[] = []): Command {
  return { kind: 'command', name, options: opts, args, from };
}
