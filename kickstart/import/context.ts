// SPDX-License-Identifier: GPL-2.0-or-later
// What every slice's import works on: the statements of the kickstart, the account of its lines, and what our own header says.
import type { KickstartVersion } from '../language/versions.ts';
import type { TargetId } from '../profile/targets.ts';
import type { Header } from './header.ts';
import type { Ledger } from './ledger.ts';
import type { ReadCommand, ReadSection, ReadStatement } from './parse.ts';
import { Reading } from './reading.ts';

export class Context {
  readonly statements: readonly ReadStatement[];
  readonly ledger: Ledger;
  readonly target: TargetId;
  readonly version: KickstartVersion;
  /** What the header comments say, when this program wrote the kickstart. */
  readonly header: Header | undefined;

  constructor(statements: readonly ReadStatement[], ledger: Ledger, target: { id: TargetId; version: KickstartVersion }, header: Header | undefined) {
    this.statements = statements;
    this.ledger = ledger;
    this.target = target.id;
    this.version = target.version;
    this.header = header;
  }

  /** The lines that say one of these commands. */
  commands(...names: readonly string[]): ReadCommand[] {
    return this.statements.filter((statement) => statement.kind === 'command').filter(({ name }) => names.includes(name));
  }

  /** These commands together, as the parts of one. */
  one(...names: readonly string[]): Reading {
    return new Reading(this.commands(...names));
  }

  /** Each line of these commands by itself. */
  each(...names: readonly string[]): { readonly command: ReadCommand; readonly reading: Reading }[] {
    return this.commands(...names).map((command) => ({ command, reading: new Reading([command]) }));
  }

  sections(...names: readonly string[]): ReadSection[] {
    return this.statements.filter((statement) => statement.kind === 'section').filter(({ name }) => names.includes(name));
  }

  /** Refuses every line of these commands for one reason. */
  refuse(reason: string, ...names: readonly string[]): void {
    for (const command of this.commands(...names)) this.ledger.settle(command, 'refused', reason);
  }
}
