// SPDX-License-Identifier: GPL-2.0-or-later
// The example image definitions, one for each payload. The JSON files are valid input for `basewright definition render`.
import { readdirSync, readFileSync } from 'node:fs';
import { ImageDefinition } from './definition.ts';
import type { BuildFacts } from './statements.ts';

const folder = new URL('./fixtures/', import.meta.url);

/** The JSON document of a fixture as it stands in the file. */
export function definitionDocument(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** Every example definition by the name of its file. */
export const definitionFixtures: ReadonlyMap<string, ImageDefinition> = new Map(
  readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)).sort().map((name) => [name, ImageDefinition.parse(definitionDocument(name))]),
);

/** A registered mirror, and an evening in November. */
export const exampleFacts: BuildFacts = { now: Date.UTC(2026, 10, 24, 18, 5), mirror: 'https://mirror.example.com/fedora/44/Everything/aarch64/os' };
