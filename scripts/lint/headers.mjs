// SPDX-License-Identifier: GPL-2.0-or-later
// Lint rules for what a file is called and how it begins.

const LICENCE = ' SPDX-License-Identifier: GPL-2.0-or-later';
const VAGUE = /(^|[-.])(utils?|helpers?|common|manager|misc)\./;

/** The licence in the first line, and a line that says what the file is for. */
export const fileHead = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      licence: 'The first line of a source file is: //{{licence}}',
      purpose: 'After the licence comes one comment line that says what the file is for.',
    },
  },
  create(context) {
    return {
      Program(node) {
        const comments = context.sourceCode.getAllComments();
        const [licence, purpose] = comments[0]?.type === 'Shebang' ? comments.slice(1) : comments;
        const loc = { line: 1, column: 0 };
        if (licence?.value !== LICENCE || licence.loc.start.line > 2) context.report({ loc, messageId: 'licence', data: { licence: LICENCE } });
        else if (purpose === undefined || purpose.loc.start.line > licence.loc.end.line + 2) context.report({ node, loc, messageId: 'purpose' });
      },
    };
  },
};

/** No file is called utils: its name says what it is about. */
export const fileName = {
  meta: { type: 'problem', schema: [], messages: { vague: '"{{name}}" says nothing about what is inside: name the file after the one thing it is about.' } },
  create(context) {
    const name = context.filename.split('/').at(-1);
    return VAGUE.test(name) ? { Program: (node) => context.report({ node, loc: { line: 1, column: 0 }, messageId: 'vague', data: { name } }) } : {};
  },
};
