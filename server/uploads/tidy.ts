// SPDX-License-Identifier: GPL-2.0-or-later
// Removes uploads that nobody goes on with: at once, and every hour while the server runs.

import { collectUploads } from './upload-files.ts';

const EVERY_MS = 3_600_000;

/** Does not keep the process alive. What fails is tried again in an hour: nothing depends on it. */
export function keepUploadsTidy(dataDirectory: string): void {
  const tidy = () => void collectUploads(dataDirectory, Date.now()).catch(() => undefined);
  tidy();
  setInterval(tidy, EVERY_MS).unref();
}
