// SPDX-License-Identifier: GPL-2.0-or-later
// What the console shows when both planes are up: where they are, and what to do next.
import type { Config } from '../config.ts';
import { ownImagesUrl } from '../images/image-url.ts';
import { localUrl } from './plane.ts';

/** The address an admin types; on this machine "localhost" is the one that browsers trust without HTTPS. */
export function adminUrl({ admin }: Pick<Config, 'admin'>): string {
  return localUrl(admin).replace('//127.0.0.1:', '//localhost:');
}

/** The text printed after a start; `setupToken` is there until the first administrator exists. */
export function announcement(config: Config, setupToken: string | undefined): string {
  const lines = [
    'Basewright is running. Stop it with Ctrl-C.',
    '',
    `  Web pages (admin plane)   ${adminUrl(config)}`,
    `  For hosts (boot plane)    ${config.bootUrl}`,
    ...(config.imagesUrl === ownImagesUrl(config.bootUrl) ? [] : [`  Images (mirror)           ${config.imagesUrl} (bin/basewright image check-mirror tells whether it will do)`]),
    `  Data                      ${config.dataDirectory}`,
    '',
  ];
  if (setupToken === undefined) return [...lines, `Next: log in at ${adminUrl(config)}/login`, ''].join('\n');
  return [
    ...lines,
    'Next: create the first administrator. Open this link, which works once and for 24 hours:',
    '',
    `  ${adminUrl(config)}/setup?token=${setupToken}`,
    '',
    'Then make a profile, add a host with its MAC address, and arm it.',
    '',
  ].join('\n');
}
