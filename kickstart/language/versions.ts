// SPDX-License-Identifier: GPL-2.0-or-later
// The versions of the kickstart language, by pykickstart's names for its handlers.

export const kickstartVersions = ['RHEL8', 'RHEL9', 'RHEL10', 'F42', 'F43', 'F44', 'F45'] as const;
export type KickstartVersion = (typeof kickstartVersions)[number];
