// SPDX-License-Identifier: GPL-2.0-or-later
// The management controller (BMC) of a host: where it is, who logs in there, and how far its certificate is trusted.

import { z } from 'zod';

/** How the machine shall boot from the network: by PXE, or by the firmware's HTTP boot. */
export const bootMethods = ['pxe', 'uefi-http'] as const;
export type BootMethod = (typeof bootMethods)[number];

const URL_HELP = 'Write the address of the controller with http:// or https:// and without a path, for example https://bmc1.example.com.';

const url = z.string().max(300, 'The address is too long.').transform((text, context): string => {
  const parsed = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const isPlain = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '';
  // The path of the service root is the same on every controller, and people copy it from the address bar.
  if (parsed !== undefined && isPlain && /^\/(redfish(\/v1)?\/?)?$/.test(parsed.pathname)) return parsed.origin;
  context.addIssue({ code: 'custom', message: parsed?.username ? 'Write the user name and password in their own fields, not into the address.' : URL_HELP });
  return z.NEVER;
});

const fingerprint = z.string().transform((text, context): string => {
  const digits = text.trim().replace(/^sha-?256[ :=]*(fingerprint=)?/i, '').replaceAll(':', '').toUpperCase();
  if (/^[0-9A-F]{64}$/.test(digits)) return digits.replace(/..(?!$)/g, '$&:');
  context.addIssue({ code: 'custom', message: 'A fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits, with or without colons.' });
  return z.NEVER;
});

// A control character could end a header line; Basic authentication cannot carry a colon in the name.
const username = z.string().min(1, 'Write the name to log in with.').max(128, 'The name is too long.').regex(/^[^\p{Cc}:]*$/u, 'A user name holds no colon and no control characters.');
const password = z.string().min(1, 'Write the password.').max(256, 'The password is too long.').regex(/^\P{Cc}*$/u, 'The password holds a control character.');
const system = z.string().regex(/^\/redfish\/v1\/[A-Za-z0-9._~%:@+/-]{1,300}$/, 'Write the path of the system on the controller, for example /redfish/v1/Systems/1.');

/** What a client sends. A masked password keeps the stored one. */
export const ControllerInput = z.strictObject({
  url,
  username,
  password,
  /** Path of the ComputerSystem; needed where a controller has several. */
  system: system.optional(),
  /** SHA-256 of the only certificate that is accepted; without it, a certificate authority of this server must vouch. */
  fingerprint: fingerprint.optional(),
  bootMethod: z.enum(bootMethods, 'The boot method is pxe or uefi-http.').default('pxe'),
});
export type ControllerInput = z.infer<typeof ControllerInput>;

/** What is stored in clear. */
export const StoredController = ControllerInput.omit({ password: true });

/** A controller with its password: only for the client that talks to it. */
export type Controller = ControllerInput;
