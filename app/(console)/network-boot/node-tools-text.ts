// SPDX-License-Identifier: GPL-2.0-or-later
// The words about how the tools of a running node get onto it.

export const TEXT = {
  title: 'Tools of running nodes',
  text: 'By its tools a node checks in here, is upgraded, judged after the reboot, and goes back by itself. They need Python 3.6 or newer on the node. There are three ways for them to get there:',
  ways: {
    installation: { title: 'With the installation', text: 'Hosts that are installed from here get tools, page and a key of their own, unless their profile says otherwise. There is nothing to do.' },
    image: { title: 'In the image', text: 'Put them into the image with a recipe, on this server, and run that on an image. They are then renewed by every later image. Or build packages of them ("make -C node rpm", "rpmbuild -tb cockpit/dist/cockpit-basewright-*.tar.gz") and add those to a recipe.' },
    node: { title: 'Onto a node that runs already', text: 'Run this on the node. Then make a key on the page of its host, and put the text that is shown into /etc/basewright/node.conf.' },
  },
  recipe: 'bin/basewright recipe node-tools',
  copy: 'Copy',
  copied: 'Copied',
  files: 'The files by themselves',
  tools: 'Tools (basewright-node.pyz)',
  page: 'Page for Cockpit (cockpit-basewright.tar.gz)',
} as const;

/** What is typed on a node that runs already. @param bootUrl without a slash at its end */
export function installCommand(bootUrl: string): string {
  const fetched = ['basewright-node.pyz', 'cockpit-basewright.tar.gz'].map((name) => `curl --fail --remote-name ${bootUrl}/node/${name}`);
  return [...fetched, 'sudo python3 basewright-node.pyz install --page cockpit-basewright.tar.gz'].join(' && ');
}
