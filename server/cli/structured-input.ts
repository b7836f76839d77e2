// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a document that people write by hand: YAML without anything that makes YAML dangerous, or JSON.
import { parseDocument, visit } from 'yaml';
import { CommandError, type Io, refusal } from './command.ts';
import { readDocument, readText } from './input.ts';
import { Readable } from 'node:stream';

const MOST_BYTES = 256 * 1024;
const MOST_DEPTH = 20;

/**
 * The document in a file, or on stdin when the path is `-`. What begins with a brace is read as JSON.
 * @throws {CommandError} when it cannot be read, is too large or too deep, or holds tags, anchors or keys that are there twice
 */
export async function readStructured(io: Io, path: string): Promise<unknown> {
  const text = (await readText(io, path)).replace(/^\ufeff/, '');
  if (Buffer.byteLength(text) > MOST_BYTES) throw refusal(path, `At most ${MOST_BYTES / 1024} KiB are read of such a document.`);
  if (/^\s*[{[]/.test(text) && !isBlockAfter(text)) return readDocument({ ...io, stdin: Readable.from([Buffer.from(text)]) }, '-').catch((error: unknown) => renamed(error, path));
  return readYaml(text, path);
}

/** A flow collection may also begin a YAML document that JSON does not know, for example one with plain words. */
function isBlockAfter(text: string): boolean {
  return !/^\s*[{[]\s*(["{[\]}0-9-]|true|false|null|$)/.test(text);
}

function renamed(error: unknown, path: string): never {
  if (error instanceof CommandError) throw new CommandError(error.exit, error.problems.map((problem) => ({ ...problem, path: problem.path === '-' ? path : problem.path })));
  throw error;
}

function readYaml(text: string, path: string): unknown {
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, strict: true, prettyErrors: true, logLevel: 'error' });
    const [problem] = [...document.errors, ...document.warnings];
    // The message's further lines repeat the text around the mistake.
    if (problem !== undefined) throw refusal(path, `This is not YAML that is taken here: ${problem.message.split('\n')[0]?.replace(/:$/, '') ?? ''}.`);
    visit(document, {
      Alias: () => { throw refusal(path, 'Anchors and aliases (& and *) are not taken: write the value where it is needed.'); },
      Node: (_, node, ancestors) => {
        if ('tag' in node && typeof node.tag === 'string' && !node.tag.startsWith('tag:yaml.org,2002:')) throw refusal(path, 'Tags (!...) are not taken: write plain values.');
        if (ancestors.length > 2 * MOST_DEPTH) throw refusal(path, `The document is nested more than ${MOST_DEPTH} times.`);
      },
    });
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // The parser follows nesting by calling itself.
    if (error instanceof RangeError) throw refusal(path, `The document is nested more than ${MOST_DEPTH} times.`);
    throw error;
  }
}
