// SPDX-License-Identifier: GPL-2.0-or-later
// A program that is not installed here, in words for the one who can install it.

export class ProgramMissing extends Error {
  readonly program: string;

  constructor(program: string, why: string) {
    super(`${why} Install the package that brings ${program}, then try again.`);
    this.name = 'ProgramMissing';
    this.program = program;
  }
}
