// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the frame around every page.

export const TEXT = {
  product: 'Basewright',
  skip: 'Skip to content',
  navigation: 'Main navigation',
  toggleNavigation: 'Show or hide the navigation',
  profiles: 'Profiles',
  hosts: 'Hosts',
  discoveries: 'Discovered machines',
  networkBoot: 'Network boot',
  settings: 'Settings',
  users: 'Users & tokens',
  theme: 'Theme',
  light: 'Light theme',
  dark: 'Dark theme',
  system: 'Theme of the system',
  roles: { viewer: 'Viewer', operator: 'Operator', admin: 'Administrator' },
  notFoundTitle: 'This page does not exist',
  notFoundText: 'The address may be mistyped, or what it showed was deleted or renamed. Nothing is broken: go on from the lists.',
  toProfiles: 'Go to the profiles',
  toHosts: 'Go to the hosts',
  errorTitle: 'This page could not be shown',
  errorText:
    'Something failed inside Basewright while this page was made. Nothing that was saved is lost. Try again; if it fails again, look for the request id in the log of the server, which says what happened.',
  requestId: 'Request id',
  tryAgain: 'Try again',
} as const;
