// SPDX-License-Identifier: GPL-2.0-or-later
// Every route of /api/v1 with the role it needs. This table is the router: what is not here does not exist.

import * as hosts from './hosts.ts';
import { getKickstart } from './kickstart.ts';
import * as profiles from './profiles.ts';
import type { Route } from './route.ts';
import * as session from './session.ts';
import * as tools from './tools.ts';
import * as users from './users.ts';

export const routes: readonly Route[] = [
  { method: 'GET', path: 'setup', role: 'open', handle: session.getSetup },
  { method: 'POST', path: 'setup', role: 'open', handle: session.postSetup },
  { method: 'POST', path: 'login', role: 'open', handle: session.postLogin },
  { method: 'GET', path: 'session', role: 'open', handle: session.getSession },
  { method: 'POST', path: 'logout', role: 'viewer', handle: session.postLogout },

  { method: 'GET', path: 'profiles', role: 'viewer', handle: profiles.getProfiles },
  { method: 'GET', path: 'profiles/{id}', role: 'viewer', handle: profiles.getProfile },
  { method: 'PUT', path: 'profiles/{id}', role: 'admin', handle: profiles.putProfile },
  { method: 'DELETE', path: 'profiles/{id}', role: 'admin', handle: profiles.deleteProfile },
  { method: 'POST', path: 'profiles/{id}/clone', role: 'admin', handle: profiles.postClone },
  // An admin may ask for the secrets too: the handler looks at the role once more.
  { method: 'GET', path: 'profiles/{id}/kickstart', role: 'viewer', handle: getKickstart },

  { method: 'GET', path: 'hosts', role: 'viewer', handle: hosts.getHosts },
  { method: 'POST', path: 'hosts/import', role: 'admin', handle: hosts.postImport },
  { method: 'GET', path: 'hosts/{id}', role: 'viewer', handle: hosts.getHost },
  { method: 'PUT', path: 'hosts/{id}', role: 'admin', handle: hosts.putHost },
  { method: 'DELETE', path: 'hosts/{id}', role: 'admin', handle: hosts.deleteHost },
  { method: 'POST', path: 'hosts/{id}/arm', role: 'operator', handle: hosts.postArm },
  { method: 'POST', path: 'hosts/{id}/disarm', role: 'operator', handle: hosts.postDisarm },

  { method: 'POST', path: 'password-hash', role: 'admin', handle: tools.postPasswordHash },
  { method: 'POST', path: 'validate', role: 'viewer', handle: tools.postValidate },

  { method: 'GET', path: 'users', role: 'viewer', handle: users.getUsers },
  { method: 'GET', path: 'users/{name}', role: 'viewer', handle: users.getUser },
  { method: 'PUT', path: 'users/{name}', role: 'admin', handle: users.putUser },
  { method: 'DELETE', path: 'users/{name}', role: 'admin', handle: users.deleteUser },
  { method: 'GET', path: 'tokens', role: 'viewer', handle: users.getTokens },
  { method: 'POST', path: 'tokens', role: 'admin', handle: users.postToken },
  { method: 'DELETE', path: 'tokens/{id}', role: 'admin', handle: users.deleteToken },
];
