// SPDX-License-Identifier: GPL-2.0-or-later
// The %post that puts Basewright's tools and the Cockpit page onto the node, and tells them who they are. All of it lies in /etc, which imgbased carries into every new layer.
import type { Section } from '../language/statement.ts';
import type { Node, Reporting } from './node.ts';
import { reportSection, writeFile } from './reports.ts';
import { checkedKey, checkedUrl } from './token-url.ts';

const FOLDER = '/etc/basewright';
const CONF = `${FOLDER}/node.conf`;
const TOOLS = `${FOLDER}/basewright-node.pyz`;
const PAGE = `${FOLDER}/cockpit-basewright.tar.gz`;

/** The lines of the node's configuration; `node/basewright_node/config.py` reads it. @param host id of the host */
export function nodeConf({ image, layout: { upgrade } }: Node, reporting: Reporting, host: string): string[] {
  return [
    '[node]',
    `url = ${checkedUrl(reporting)}`,
    `host = ${host}`,
    `key = ${checkedKey(reporting)}`,
    ...(image.channel === undefined ? [] : [`channel = ${image.channel}`]),
    `window = ${upgrade.window}`,
    `health_limit = ${upgrade.healthMinutes * 60}`,
  ];
}

/**
 * The section. It comes before the check-in, after the admin's scripts. A failure of it fails nothing, but is said: the node then runs, and is only not upgraded from here.
 * An image that holds the tools as a package keeps them: they are as new as the image, and come with every later one.
 */
export function nodeAgent(node: Node): Section[] {
  const { reporting, layout, host } = node;
  if (reporting === undefined || host === undefined || !layout.init || !layout.upgrade.agent) return [];
  return [reportSection('%post', 'the tools of the node, by which it is upgraded and rolled back.', [
    'umask 077',
    `say() { echo "basewright: $* The installation goes on; see the server's page \\"Network boot\\" for how to put the tools onto the node later." >&2; exit 0; }`,
    `mkdir -p ${FOLDER}; chmod 0755 ${FOLDER}`,
    ...writeFile(CONF, nodeConf(node, reporting, host.id)),
    `chmod 0600 ${CONF}`,
    'fetch() {',
    "  type curl > /dev/null 2>&1 || { code='this image holds no curl'; return 1; }",
    `  code=$(curl --globoff --noproxy '*' --silent --show-error --retry 3 --retry-delay 2 --connect-timeout 5 --max-time 60 --output "$2" --write-out '%{http_code}' "${checkedUrl(reporting)}/node/$1") && [ "$code" = 200 ] && return 0`,
    // A transfer that breaks off, or takes too long, has had its status before.
    "  [ \"$code\" != 200 ] || code='the transfer broke off'",
    '  return 1',
    '}',
    'if type basewright-node > /dev/null 2>&1; then',
    '  tools() { basewright-node "$@"; }',
    'else',
    '  python=$(command -v python3 || command -v /usr/libexec/platform-python)',
    "  [ -n \"$python\" ] || say 'this image holds no Python 3, so it gets no tools for upgrades.'",
    `  fetch basewright-node.pyz ${TOOLS} || { rm -f ${TOOLS}; say "the tools for upgrades could not be fetched (\${code:-000})."; }`,
    `  tools() { "$python" ${TOOLS} "$@"; }`,
    'fi',
    'set -- install',
    'if [ ! -e /usr/share/cockpit/basewright/manifest.json ]; then',
    `  if fetch cockpit-basewright.tar.gz ${PAGE}; then set -- install --page ${PAGE}; else echo "basewright: the page for Cockpit could not be fetched (\${code:-000})." >&2; fi`,
    'fi',
    'tools "$@"',
    'ended=$?',
    `rm -f ${PAGE}`,
    `[ $ended = 0 ] || say 'the tools for upgrades could not be put onto this node.'`,
    'exit 0',
  ])];
}
