// SPDX-License-Identifier: GPL-2.0-or-later
// The %post that lets the node tell, when it has booted, what it runs and how it is. All of it lies in /etc, so that it is in the layer; afterwards it removes itself.
import type { Section } from '../language/statement.ts';
import type { Node } from './node.ts';
import { reportSection, writeFile } from './reports.ts';
import { tokenUrl } from './token-url.ts';

const FOLDER = '/etc/basewright';
const SCRIPT = `${FOLDER}/check-in`;
/** In the form that curl reads, so that the token is in no list of processes. */
const CONF = `${FOLDER}/check-in.conf`;
const NAME = 'basewright-check-in.service';
const UNIT = `/etc/systemd/system/${NAME}`;
const WANTED = `/etc/systemd/system/multi-user.target.wants/${NAME}`;

/** After multi-user.target, so that the boot waits neither for the network nor for the server. It is run by its shell: SELinux lets init start no script of /etc. */
const unit: readonly string[] = [
  '[Unit]',
  'Description=Tell Basewright that this node has booted',
  `ConditionPathExists=${CONF}`,
  'Wants=network-online.target',
  'After=network-online.target multi-user.target',
  '',
  '[Service]',
  'Type=simple',
  `ExecStart=/bin/sh ${SCRIPT}`,
  'RuntimeDirectory=basewright',
  'RuntimeDirectoryMode=0700',
  '',
  '[Install]',
  'WantedBy=multi-user.target',
];

const script: readonly string[] = [
  '#!/bin/sh',
  '# Tells Basewright what this node runs, until it is found healthy or 30 minutes are over, and then removes itself and its token.',
  'work=/run/basewright',
  'up() { read -r seconds rest < /proc/uptime; echo "${seconds%%.*}"; }',
  '# section NAME COMMAND...: its output; nothing where there is no such command.',
  'section() { echo "@$1"; shift; timeout 120 "$@" 2> /dev/null < /dev/null | head -c 16000; echo; }',
  'state() {',
  '  section layer imgbase w',
  '  section layout imgbase layout',
  '  section check imgbase check',
  '  section kernel uname -r',
  "  section failed-units sh -c 'systemctl list-units --state=failed --plain --no-legend --no-pager | while read -r unit rest; do echo \"$unit\"; done'",
  '  section addresses ip -j address',
  '}',
  '# The token also stands in the kickstarts and logs that the installer keeps, and so does the key of the node.',
  'forget() {',
  `  token=$(sed -n 's#.*/t/\\([A-Za-z0-9_-]*\\)/.*#\\1#p' ${CONF})`,
  `  key=$(sed -n 's#^key = ##p' ${FOLDER}/node.conf 2> /dev/null)`,
  '  if for secret in $token $key; do echo "s/$secret/********/g"; done > $work/forget && [ -s $work/forget ]; then',
  '    for file in /root/*ks.cfg /var/log/anaconda/* /var/log/imgbased*; do',
  '      if [ -f "$file" ] && [ ! -L "$file" ]; then sed -i -f $work/forget "$file"; fi',
  '    done 2> /dev/null',
  '  fi',
  `  rm -f ${CONF} ${SCRIPT} ${UNIT} ${WANTED} $work/*`,
  `  rmdir ${FOLDER} 2> /dev/null`,
  '  systemctl daemon-reload',
  '}',
  'umask 077',
  'mkdir -p $work',
  'if ! type curl > /dev/null 2>&1; then',
  "  echo 'There is no curl in this image, so this node cannot tell Basewright that it has booted. It stays \"installed\" there.'",
  '  forget',
  '  exit 0',
  'fi',
  'until=$(($(up) + 1800)) pause=5',
  'while [ "$(up)" -lt "$until" ]; do',
  '  state > $work/state',
  '  rm -f $work/answer',
  `  code=$(curl --config ${CONF} --globoff --noproxy '*' --silent --show-error --connect-timeout 5 --max-time 10 --output $work/answer --write-out '%{http_code}' \\`,
  "    --header 'Content-Type: text/plain; charset=utf-8' --header 'Expect:' --data-binary @$work/state)",
  "  answer=$(head -n 1 $work/answer 2> /dev/null | tr -cd '[:print:]' | cut -c 1-300)",
  '  if [ "$code $answer" = "200 healthy" ]; then',
  "    echo 'Basewright has seen this node healthy.'",
  '    forget',
  '    exit 0',
  '  fi',
  '  echo "Basewright answered ${code:-000}: ${answer:-nothing}"',
  '  sleep $pause',
  '  if [ $pause -lt 40 ]; then pause=$((pause * 2)); fi',
  'done',
  "echo 'Basewright has not found this node healthy within 30 minutes; it is not told again.'",
  'forget',
  'exit 0',
];

/** The section. A failure of it fails nothing: the node is then only not seen healthy. */
export function checkIn({ reporting }: Node): Section[] {
  if (reporting === undefined) return [];
  return [reportSection('%post', 'the node itself, when it has booted.', [
    'umask 077',
    `mkdir -p ${FOLDER}`,
    ...writeFile(CONF, [`url = "${tokenUrl(reporting)}/report/check-in"`]),
    ...writeFile(SCRIPT, script),
    ...writeFile(UNIT, unit),
    `chmod 0755 ${FOLDER}; chmod 0600 ${CONF}; chmod 0644 ${SCRIPT} ${UNIT}`,
    `systemctl enable ${NAME} || { mkdir -p /etc/systemd/system/multi-user.target.wants; ln -sf ../${NAME} ${WANTED}; }`,
    `restorecon -R ${FOLDER} ${UNIT} ${WANTED} 2> /dev/null`,
    'exit 0',
  ])];
}
