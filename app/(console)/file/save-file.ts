// SPDX-License-Identifier: GPL-2.0-or-later
// Saves text that the page holds as a file of the person who looks at it.

/** Starts a download of `text` under `name`. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}
