// SPDX-License-Identifier: GPL-2.0-or-later
// Lint rule: imports follow the arrows `kickstart <- server <- app`. Each message says where the code belongs instead.
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const MESSAGES = {
  kickstart:
    'kickstart/ is pure and runs in the browser: it imports zod and kickstart/ only, not "{{source}}". What touches disk, network or time belongs in server/; what draws belongs in app/.',
  kickstartOracle: 'kickstart/oracle starts Python and so needs a server: only tests and server/ import it. The rules themselves belong in kickstart/profile or kickstart/language.',
  kickstartTest: 'A test in kickstart/ may use node:, fast-check and kickstart/ itself, not "{{source}}". Test what server/ or app/ do in their own room.',
  testSupport: '"{{source}}" is made for tests (it may read files or need packages that are not installed for use): only tests import it.',
  server: 'server/ never imports app/, React or Next ("{{source}}"). What both need belongs in kickstart/ (meaning) or stays in server/ and is called by app/.',
  wizard: 'app/(wizard) runs in the browser and never imports server/ ("{{source}}"): call /api/v1 through app/api-client.ts, or let the page around the wizard pass the value in.',
  cockpit: 'The Cockpit page runs in a browser on a node, where there is no server of ours: it imports kickstart/ and its own files, not "{{source}}". What it needs of the node, basewright-node says.',
  client: 'A "use client" file runs in the browser and never imports server/ or node: ("{{source}}"). Call /api/v1 through app/api-client.ts, or import it in the page and pass the value in.',
};

const ROOMS = { '#kickstart/': 'kickstart/', '#server/': 'server/', '#app/': 'app/' };

/** What an import leads to: a path in the repository, or a package as it is written. */
function target(source, file) {
  if (source.startsWith('.')) return relative(ROOT, resolve(dirname(file), source)).split(sep).join('/');
  const room = Object.keys(ROOMS).find((prefix) => source.startsWith(prefix));
  return room === undefined ? `package:${source}` : ROOMS[room] + source.slice(room.length);
}

const isNode = (to) => to.startsWith('package:node:');
const isReact = (to) => /^package:(react|react-dom|next|@patternfly\/.*)(\/|$)/.test(to);

/** Tests, and what only tests use: fixtures, generators of random documents, the comparison with pykickstart's reading. */
const isForTests = (path) => /(\.test\.tsx?|\.fixture\.ts|(^|\/)(fixtures|arbitrary[a-z-]*|meaning)\.ts)$/.test(path) || /^(e2e|bench|scripts)\//.test(path);

function kickstartProblem(file, to) {
  if (isForTests(file) || file.startsWith('kickstart/oracle/')) return to.startsWith('kickstart/') || isNode(to) || to === 'package:zod' || to === 'package:fast-check' ? undefined : 'kickstartTest';
  if (to.startsWith('kickstart/oracle/')) return 'kickstartOracle';
  return to.startsWith('kickstart/') || to === 'package:zod' ? undefined : 'kickstart';
}

function problem(file, to, isClient) {
  if (/^(kickstart|server|app|cockpit\/src)\//.test(file) && isForTests(to) && !isForTests(file)) return 'testSupport';
  if (file.startsWith('kickstart/')) return kickstartProblem(file, to);
  if (file.startsWith('server/')) return to.startsWith('app/') || isReact(to) ? 'server' : undefined;
  if (file.startsWith('cockpit/src/') && !isForTests(file)) return /^(server|app)\//.test(to) || isNode(to) || /^package:next(\/|$)/.test(to) ? 'cockpit' : undefined;
  if (file.startsWith('app/(wizard)/') && to.startsWith('server/')) return 'wizard';
  return isClient && (to.startsWith('server/') || isNode(to)) ? 'client' : undefined;
}

export const arrows = {
  meta: { type: 'problem', schema: [], messages: MESSAGES },
  create(context) {
    const file = relative(ROOT, context.filename).split(sep).join('/');
    let isClient = false;
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const messageId = problem(file, target(node.source.value, context.filename), isClient);
      if (messageId !== undefined) context.report({ node: node.source, messageId, data: { source: node.source.value } });
    };
    return {
      Program: (node) => {
        isClient = node.body.some((statement) => statement.directive === 'use client');
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
