// SPDX-License-Identifier: GPL-2.0-or-later
// The form of the reports that shell scripts send: UTF-8 text in sections, each opened by a line `@name`.

/** Names of sections. A line `@` with another name is content like any other. */
export const reportSections = ['serial', 'product', 'memory', 'cpus', 'disks', 'links', 'target', 'addon', 'layer', 'layout', 'check', 'kernel', 'addresses', 'failed-units', 'log'] as const;
export type ReportSection = (typeof reportSections)[number];

/** What a machine may report. */
export const reportKinds = ['started', 'waiting', 'storage', 'image', 'layout', 'installed', 'failed', 'check-in'] as const;
export type ReportKind = (typeof reportKinds)[number];

const KIB = 1024;

/** The largest body of each report, in bytes. */
export const reportLimits: Readonly<Record<ReportKind, number>> = {
  started: 64 * KIB, waiting: 64 * KIB, storage: KIB, image: KIB, layout: 64 * KIB, installed: KIB, failed: 80 * KIB, 'check-in': 64 * KIB,
};

/** The content of the sections that were there, as it came: hostile text, to be read by its own parser. */
export type ReportText = Readonly<Partial<Record<ReportSection, string>>>;

const LARGEST = Math.max(...Object.values(reportLimits));

function sectionOf(line: string): ReportSection | undefined {
  return line.startsWith('@') ? reportSections.find((name) => line === `@${name}`) : undefined;
}

/**
 * The sections of a report. Never throws: bytes that are not UTF-8 become U+FFFD, what stands before the first section is dropped, of a section that is
 * there twice the first counts, and the log is everything after its line, so that no line of a log can open another section. What is longer than the largest report is cut.
 */
export function parseReport(body: Uint8Array | string): ReportText {
  const text = typeof body === 'string' ? body.slice(0, LARGEST) : new TextDecoder().decode(body.subarray(0, LARGEST));
  const sections = new Map<ReportSection, string[]>();
  let lines: string[] | undefined;
  let isLog = false;
  for (const line of text.split('\n')) {
    const name: ReportSection | undefined = isLog ? undefined : sectionOf(line.replace(/\r$/, ''));
    if (name === undefined) {
      lines?.push(line);
      continue;
    }
    lines = [];
    isLog = name === 'log';
    if (!sections.has(name)) sections.set(name, lines);
  }
  return Object.fromEntries([...sections].map(([name, content]) => [name, content.join('\n')]));
}
