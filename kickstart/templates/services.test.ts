// SPDX-License-Identifier: GPL-2.0-or-later
// Cockpit in a kickstart: its socket and its port together, whatever else is enabled and opened, and neither when it is off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultProfile } from '../profile/defaults.ts';
import { Services } from '../profile/services.ts';
import { renderKickstart } from '../render.ts';

const linesOf = (services: object) => renderKickstart({ ...defaultProfile, services: Services.parse(services) }).text.split('\n').filter((line) => /^(firewall|services) /.test(line));

test('Cockpit is enabled and let in when the profile asks for it', () => {
  assert.deepEqual(linesOf({ cockpit: true }), ['firewall --enabled --service=cockpit', 'services --enabled=cockpit.socket']);
  assert.deepEqual(linesOf({ cockpit: true, enabled: ['sshd'], firewall: { enabled: true, services: ['ssh'], ports: ['80:tcp'] } }), ['firewall --enabled --port=80:tcp --service=ssh,cockpit', 'services --enabled=sshd,cockpit.socket']);
  assert.deepEqual(linesOf({ cockpit: true, firewall: { enabled: false } }), ['firewall --disabled', 'services --enabled=cockpit.socket']);
  assert.deepEqual(linesOf({ cockpit: false }), ['firewall --enabled']);
});
