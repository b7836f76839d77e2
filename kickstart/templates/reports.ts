// SPDX-License-Identifier: GPL-2.0-or-later
// The sections by which a machine tells what becomes of it, and the one in which a rehearsal waits for a decision. There are none without `reporting`.
import type { Option, Section } from '../language/statement.ts';
import { DECISION_MS } from '../lifecycle/stages.ts';
import type { Node, Reporting } from './node.ts';
import { LIBRARY, REPORT_FOLDER, reportLibrary, WATCHER, watcher } from './report-library.ts';
import { tokenUrl } from './token-url.ts';

/** How the first line of each of these scripts begins, by which an import knows them again. */
export const REPORT_MARK = '# Basewright reports:';
/** Ends what a script writes into a file; no line of those files is this word. */
const END = 'BASEWRIGHT';
/** Seconds between two questions for the decision. */
const POLL_SECONDS = 5;

const from = { slice: 'reports', field: 'reports' } as const;

/** One section. @param about what it tells, for the first line */
export function reportSection(name: Section['name'], about: string, lines: readonly string[], options: readonly Option[] = []): Section {
  return { kind: 'section', name, args: [], options, body: [`${REPORT_MARK} ${about}`, ...lines, ''].join('\n'), from };
}

/** Shell lines that write `lines` into the file `path`. */
export function writeFile(path: string, lines: readonly string[]): string[] {
  return [`cat > ${path} <<'${END}'`, ...lines, END];
}

/** A report never fails its script, so neither does the script fail the installation. */
const telling = (...lines: readonly string[]): string[] => [`if [ -r ${LIBRARY} ]; then . ${LIBRARY}; else exit 0; fi`, ...lines, 'exit 0'];

/** The first %pre: what the others share, and the watch over scripts that stop the installation. The only line with the token of all that runs in the installer is here. */
export function preludeReports({ reporting, storage }: Node): Section[] {
  if (reporting === undefined) return [];
  return [reportSection('%pre', 'what the scripts of this installation report by.', [
    'umask 077',
    `mkdir -p ${REPORT_FOLDER}`,
    ...writeFile(LIBRARY, reportLibrary(tokenUrl(reporting), storage.disk)),
    ...writeFile(WATCHER, watcher),
    '# Apart from Anaconda, whose end it must outlive, and which waits for everybody that holds its output.',
    `{ systemd-run --quiet --collect --unit=basewright-watch /bin/sh ${WATCHER} || setsid /bin/sh ${WATCHER}; } < /dev/null > /dev/null 2>&1 &`,
    'exit 0',
  ])];
}

const FACTS = `${REPORT_FOLDER}/facts`;
const DECISION = `${REPORT_FOLDER}/decision`;

const started = () => reportSection('%pre', 'the installer runs, on this machine.', telling('umask 077', `facts > ${FACTS}`, `send started ${FACTS}`));

/**
 * The wait of a rehearsal. Only the word `approved` lets the installation go on; everything else ends with the power off and no disk touched:
 * a refusal, an installation that the server does not know any more, no decision in time, a server that is gone for all that time, a script that fails.
 * The clock is the machine's uptime, because the installer may set the time of day meanwhile.
 */
const WAIT = [
  `. ${LIBRARY} || exit 1`,
  'umask 077',
  'tell() {',
  '  say "$*"',
  "  for console in /dev/console /dev/tty1; do",
  "    if [ -w $console ]; then printf '\\r\\n%s\\r\\n' \"Basewright: $*\" >> $console; fi",
  '  done 2> /dev/null',
  '}',
  'up() { read -r seconds rest < /proc/uptime; echo "${seconds%%.*}"; }',
  'off() {',
  '  tell "$* No disk was changed. This machine powers off."',
  '  sync',
  '  systemctl poweroff --force --force || :',
  '  sleep 15',
  '  echo 1 > /proc/sys/kernel/sysrq; echo o > /proc/sysrq-trigger',
  '  while :; do sleep 60; done',
  '}',
  "type curl > /dev/null 2>&1 || off 'A rehearsal needs curl, and this installer has none.'",
  `until=$(($(up) + ${DECISION_MS / 1000})) next=0 told=no unknown=0`,
  `facts > ${FACTS}`,
  `send started ${FACTS}`,
  'while [ "$(up)" -lt "$until" ]; do',
  '  if [ "$(up)" -ge "$next" ]; then',
  '    next=$(($(up) + 60))',
  '    tell "waits to be approved or refused in the browser, at most $(((until - $(up) + 59) / 60)) minutes more. No disk is touched until then."',
  '  fi',
  `  if [ $told = no ]; then attempt waiting ${FACTS}; case $code in 2*) told=yes ;; esac; fi`,
  `  rm -f ${DECISION}`,
  `  status=$(ask decision ${DECISION})`,
  `  case "$status $(head -c 16 ${DECISION} 2> /dev/null)" in`,
  "    '200 approved') tell 'approved. The installation goes on.'; exit 0 ;;",
  "    '200 refused') off 'The installation was refused.' ;;",
  "    404*) unknown=$((unknown + 1)); if [ $unknown -ge 3 ]; then off 'The server does not know this installation any more.'; fi ;;",
  '    *) unknown=0 ;;',
  '  esac',
  `  sleep ${POLL_SECONDS}`,
  'done',
  `printf '@log\\n%s\\n' 'The rehearsal ended without a decision in time.' > ${REPORT_FOLDER}/failure`,
  `send failed ${REPORT_FOLDER}/failure`,
  "off 'Nobody approved the installation in time.'",
] as const;

/** The %pre after the one that finds the disk: it tells of the machine, and in a rehearsal waits before anything else may touch a disk. */
export function machineReports({ reporting }: Node): Section[] {
  if (reporting === undefined) return [];
  return reporting.rehearsal ? [reportSection('%pre', 'what would be erased, and waits for the decision.', WAIT, [['--erroronfail', true]])] : [started()];
}

/** Reports of stages that come before the admin's scripts of the same kind. Where there is no add-on to tell that the image is written, the first %post does. */
export function earlyReports({ reporting, layout }: Node): Section[] {
  if (reporting === undefined) return [];
  return [
    reportSection('%pre-install', 'the volumes are made.', telling('send storage')),
    ...(layout.init ? [] : [reportSection('%post', 'the image is written.', telling('send image'), [['--nochroot', true]])]),
    reportSection('%onerror', 'the installation failed.', telling('failed')),
  ];
}

/** The very last %post: what comes after it cannot fail the installation any more. */
export function lastReports({ reporting }: { readonly reporting?: Reporting | undefined }): Section[] {
  if (reporting === undefined) return [];
  return [reportSection('%post', 'everything is installed.', telling(`: > ${REPORT_FOLDER}/done`, 'sync', 'send installed'), [['--nochroot', true]])];
}
