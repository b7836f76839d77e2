// SPDX-License-Identifier: GPL-2.0-or-later
// The shell text that the reporting scripts of an installation share: sending, facts of the machine, logs of a failure. POSIX sh and curl only.
import { diskSpec, type Disk } from '../profile/disk.ts';
import { DISK_INCLUDE } from './find-disk.ts';
import { ADDON } from './layout.ts';

/** Where the scripts of one installation keep what they share, in the installer's memory. */
export const REPORT_FOLDER = '/tmp/basewright';
export const LIBRARY = `${REPORT_FOLDER}/report.sh`;
export const WATCHER = `${REPORT_FOLDER}/watch.sh`;

/**
 * Sending. A report never fails the script that sends it, and takes at most three attempts of 10 s and two pauses of 2 s: an installation must not
 * depend on being watched. What curl says goes to a file, not to the installer's logs, because those are kept on the node.
 */
const SEND = [
  'say() { echo "basewright: $*" >&2; }',
  '# ask PATH FILE [WORDS OF CURL]: prints the status, 000 without an answer; the answer is in FILE.',
  'ask() {',
  '  path=$1 answer=$2; shift 2',
  `  printf 'url = "%s/%s"\\n' "$report" "$path" | curl --config - --globoff --noproxy '*' --silent --show-error --connect-timeout 5 --max-time 10 \\`,
  `    --output "$answer" --write-out '%{http_code}' "$@" 2>> ${REPORT_FOLDER}/curl.log || :`,
  '}',
  'attempt() {',
  `  code=$(ask "report/$1" /dev/null --header 'Content-Type: text/plain; charset=utf-8' --header 'Expect:' --data-binary "@$2")`,
  '}',
  '# send KIND [FILE]: never fails. 408, 429, 5xx and no answer are tried again.',
  'send() {',
  '  if ! type curl > /dev/null 2>&1; then say "there is no curl here, so the report \\"$1\\" cannot be sent."; return 0; fi',
  '  for pause in 2 2 0; do',
  '    attempt "$1" "${2:-/dev/null}"',
  '    case $code in',
  '      2*) return 0 ;;',
  '      408 | 429 | 5* | 000 | "") sleep $pause ;;',
  '      *) break ;;',
  '    esac',
  '  done',
  '  say "the report \\"$1\\" was not taken (${code:-000}); the installation goes on."',
  '}',
];

/** Names of the disks that will be erased, as lsblk calls them. */
function targetLines(disk: Disk): string[] {
  const spec = diskSpec(disk);
  if (spec === undefined) return [`sed -n 's/^ignoredisk --only-use=//p' ${DISK_INCLUDE}`];
  if (disk.by === 'device') return [`echo '${spec.replace(/^mapper\//, '')}'`];
  return [`found=$(readlink -e '/dev/${spec}') && echo "\${found##*/}"`];
}

/** Facts. Blanks are squeezed, so that the list of many disks still fits. */
const facts = (disk: Disk): string[] => [
  'facts() {',
  '  {',
  '    echo @serial; cat /sys/class/dmi/id/product_serial',
  '    echo @product; echo "$(cat /sys/class/dmi/id/sys_vendor) $(cat /sys/class/dmi/id/product_name)"',
  "    echo @memory; sed -n 's/^MemTotal:[ ]*//p' /proc/meminfo",
  "    echo @cpus; grep -c '^processor' /proc/cpuinfo",
  `    echo @addon; if [ -d /usr/share/anaconda/addons/${ADDON} ]; then echo present; else echo missing; fi`,
  `    echo @target; ${targetLines(disk).join('; ')}`,
  "    echo @links; ip -j address | tr -s ' \\n' ' '; echo",
  "    echo @disks; lsblk -J -b -o NAME,SIZE,TYPE,MODEL,SERIAL,FSTYPE,LABEL | tr -s ' \\n' ' '; echo",
  '  } 2> /dev/null | head -c 65000',
  '}',
];

/**
 * Logs. What comes first is what most often tells the cause; together at most 64 KiB. Of a traceback file the beginning counts (the rest repeats the logs),
 * of a log its end. Password options lose the rest of their line: better a hole in a log than a secret in it.
 */
const LOGS = [
  'redact() {',
  "  tr -d '\\000' | sed -e \"s#$token#********#g\" -e 's#/t/[A-Za-z0-9_-]\\{16,\\}#/t/********#g' \\",
  "    -e 's/[$][0-9a-z]\\{1,6\\}[$][./0-9A-Za-z,=+$-]\\{8,\\}/********/g' -e 's/\\(--[a-z-]*pass[a-z]*[= ]\\).*/\\1********/' -e 's/\\(key = \\)[A-Za-z0-9_-]\\{43\\}/\\1********/g' -e 's/^\\([[:blank:]]*\\(rootpw\\|sshpw\\) \\).*/\\1********/'",
  '}',
  '# part SIZE HEAD-OR-TAIL FILE...: each file that is there, under its name.',
  'part() {',
  '  size=$1 cut=$2; shift 2',
  '  for file in "$@"; do',
  '    [ -s "$file" ] || continue',
  '    echo; echo "==== $file"; $cut -c "$size" "$file"; echo',
  '  done',
  '}',
  'logs() {',
  '  part 8000 head /tmp/anaconda-tb-*',
  '  part 3000 tail $(ls -t /tmp/ks-script-*.log | head -n 3)',
  '  part 4000 tail /tmp/imgbased-layout.json',
  '  part 8000 tail /tmp/imgbased-layout.log',
  '  part 9000 tail /tmp/anaconda.log',
  '  part 6000 tail /tmp/program.log',
  '  part 5000 tail /tmp/packaging.log',
  '  part 5000 tail /tmp/storage.log',
  '  part 4000 tail /tmp/syslog',
  '  echo; echo "==== journal"; journalctl --quiet --boot --no-pager --output=short --lines=60 | tail -c 6000',
  '  part 3000 tail /mnt/sysroot/var/log/imgbased.log /mnt/sysroot/var/log/messages',
  '}',
  '# Once only: a script that stops the installation and what Anaconda does then may both want to tell.',
  'failed() {',
  `  mkdir ${REPORT_FOLDER}/failed 2> /dev/null || return 0`,
  `  { echo @log; logs 2> /dev/null | redact | head -c 65536; } > ${REPORT_FOLDER}/failure`,
  `  send failed ${REPORT_FOLDER}/failure`,
  '}',
];

/** The library for a machine whose disk is `disk`. @param url of the installation, with its token */
export function reportLibrary(url: string, disk: Disk): string[] {
  return [`report='${url}'`, 'token=${report##*/t/}', ...SEND, ...facts(disk), ...LOGS];
}

/**
 * Watches for the two ends that run no %onerror. Source: Anaconda's kickstart.py, EL8 to EL10 and Fedora: after a failed script with --erroronfail, and after
 * a kickstart that it does not accept (a disk that is not there, for example), it only exits; but it logs exit code and line of the script first, and the line
 * tells whether that script was one of those.
 */
export const watcher: readonly string[] = [
  `. ${LIBRARY}`,
  'watched() {',
  '  { cat /tmp/anaconda.log /tmp/syslog; journalctl --quiet --boot --no-pager --output=cat --lines=3000; } 2> /dev/null |',
  "    sed -n 's/.*Error code -\\{0,1\\}[0-9]\\{1,\\} running the kickstart script at line \\([0-9]\\{1,\\}\\).*/\\1/p' | sort -un",
  '}',
  '# stops LINE: whether a failure of the script that begins there ends the installation.',
  'stops() { sed -n "${1}p" /run/install/ks.cfg | grep -q -e --erroronfail; }',
  'while sleep 10; do',
  `  if [ -e ${REPORT_FOLDER}/done ] || [ -e ${REPORT_FOLDER}/failed ]; then exit 0; fi`,
  "  if grep -Eq ' ERR(OR)? +(anaconda[.])?kickstart[.]parsing:' /tmp/anaconda.log; then failed; exit 0; fi",
  '  for line in $(watched); do',
  '    if stops "$line"; then failed; exit 0; fi',
  '  done',
  'done',
];
