// SPDX-License-Identifier: GPL-2.0-or-later
// Where Basewright itself lies, for the files that it does not import: the oracle, its Python, the add-on's images.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The directory of the project, or undefined when it is not found. Compiled by Next this file lies elsewhere, so the project is looked for upwards
 * instead of by a fixed path.
 */
export function projectRoot(): string | undefined {
  for (const start of [dirname(fileURLToPath(import.meta.url)), process.cwd()]) {
    for (let directory = start; ; directory = dirname(directory)) {
      if (existsSync(join(/* turbopackIgnore: true */ directory, 'kickstart', 'oracle', 'oracle.py'))) return directory;
      if (directory === dirname(directory)) break;
    }
  }
  return undefined;
}

/** Where the add-on's build writes an image, whether it has been built or not. */
export function addonFile(name: 'product.img' | 'updates.img'): string {
  return join(/* turbopackIgnore: true */ projectRoot() ?? process.cwd(), 'anaconda-addon', 'build', name);
}
