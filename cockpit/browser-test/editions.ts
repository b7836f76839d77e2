// SPDX-License-Identifier: GPL-2.0-or-later
// The editions of Cockpit that the page is tested with: the oldest one it works with, and a current one. Each is Debian's, in a root of its own, so that this machine's system does not matter.

/** `suite` is the Debian release that has it, `bridge` what runs the bridges of a session, without the number of its version. */
export const EDITIONS = {
  '287': { suite: 'bookworm', bridge: '/usr/bin/cockpit-bridge' },
  '337': { suite: 'trixie', bridge: '/usr/bin/python' },
} as const;

export type Edition = keyof typeof EDITIONS;

export const NEWEST = '337' satisfies Edition;

/** What a node's root needs: Cockpit, what a session and sudo need, and what the node's tools and their stand-ins run with. */
export const PACKAGES = ['cockpit-ws', 'cockpit-bridge', 'cockpit-system', 'sudo', 'passwd', 'python3', 'util-linux', 'procps', 'systemd', 'dbus'] as const;
