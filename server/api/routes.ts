// SPDX-License-Identifier: GPL-2.0-or-later
// Every route of /api/v1 with the role it needs. This table is the router: what is not here does not exist.

import * as bundle from './bundle.ts';
import * as channels from './channels.ts';
import * as definitions from './definitions.ts';
import * as discoveries from './discoveries.ts';
import * as fleet from './fleet.ts';
import * as hosts from './hosts.ts';
import * as images from './images.ts';
import * as imageTests from './image-tests.ts';
import * as installations from './installations.ts';
import * as jobs from './jobs.ts';
import { getKickstart } from './kickstart.ts';
import * as power from './power.ts';
import * as profiles from './profiles.ts';
import * as recipes from './recipes.ts';
import * as rehash from './rehash.ts';
import * as rollouts from './rollouts.ts';
import type { Route } from './route.ts';
import * as session from './session.ts';
import * as signatures from './signatures.ts';
import * as tools from './tools.ts';
import * as trees from './trees.ts';
import * as uploads from './uploads.ts';
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
  { method: 'POST', path: 'hosts/installability', role: 'viewer', handle: installations.postInstallability },
  { method: 'POST', path: 'hosts/arm', role: 'operator', handle: installations.postArmMany },
  { method: 'POST', path: 'hosts/{id}/arm', role: 'operator', handle: installations.postArm },
  { method: 'POST', path: 'hosts/{id}/disarm', role: 'operator', handle: installations.postDisarm },
  { method: 'POST', path: 'hosts/{id}/approve', role: 'operator', handle: installations.postApprove },
  { method: 'POST', path: 'hosts/{id}/refuse', role: 'operator', handle: installations.postRefuse },
  { method: 'GET', path: 'hosts/{id}/installation', role: 'viewer', handle: installations.getInstallation },
  { method: 'GET', path: 'hosts/{id}/installation/stream', role: 'viewer', isWatching: true, handle: installations.getInstallationStream },
  { method: 'GET', path: 'hosts/{id}/installation/log', role: 'viewer', handle: installations.getInstallationLog },
  { method: 'GET', path: 'hosts/{id}/installation/kickstart', role: 'viewer', handle: installations.getServedKickstart },

  { method: 'GET', path: 'discoveries', role: 'viewer', handle: discoveries.getDiscoveries },
  { method: 'POST', path: 'discoveries/{mac}/approve', role: 'admin', handle: discoveries.postApproveDiscovery },
  { method: 'POST', path: 'discoveries/{mac}/ignore', role: 'operator', handle: discoveries.postIgnoreDiscovery },
  { method: 'DELETE', path: 'discoveries/{mac}', role: 'operator', handle: discoveries.deleteDiscovery },

  { method: 'GET', path: 'hosts/{id}/controller', role: 'viewer', handle: power.getControllerOfHost },
  { method: 'PUT', path: 'hosts/{id}/controller', role: 'admin', handle: power.putControllerOfHost },
  { method: 'DELETE', path: 'hosts/{id}/controller', role: 'admin', handle: power.deleteControllerOfHost },
  { method: 'GET', path: 'hosts/{id}/power', role: 'operator', handle: power.getPower },
  { method: 'POST', path: 'hosts/{id}/power', role: 'operator', handle: power.postPower },

  { method: 'GET', path: 'profiles/{id}/offline', role: 'viewer', handle: bundle.getProfileOffline },
  { method: 'GET', path: 'hosts/{id}/offline', role: 'viewer', handle: bundle.getHostOffline },
  // They hold password hashes in clear.
  { method: 'GET', path: 'profiles/{id}/bundle', role: 'admin', handle: bundle.getProfileBundle },
  { method: 'GET', path: 'hosts/{id}/bundle', role: 'admin', handle: bundle.getHostBundle },

  { method: 'GET', path: 'trees', role: 'viewer', handle: trees.getTrees },
  { method: 'GET', path: 'trees/{target}', role: 'viewer', handle: trees.getTree },
  { method: 'PUT', path: 'trees/{target}', role: 'admin', handle: trees.putTree },
  { method: 'DELETE', path: 'trees/{target}', role: 'admin', handle: trees.deleteTree },

  { method: 'GET', path: 'images', role: 'viewer', handle: images.getImages },
  { method: 'POST', path: 'images/import', role: 'admin', handle: images.postImport },
  { method: 'GET', path: 'images/{sha256}', role: 'viewer', handle: images.getImage },
  { method: 'POST', path: 'images/{sha256}/retire', role: 'admin', handle: images.postRetire },
  { method: 'POST', path: 'images/{sha256}/restore', role: 'admin', handle: images.postRestore },
  { method: 'DELETE', path: 'images/{sha256}', role: 'admin', handle: images.deleteOne },

  { method: 'POST', path: 'images/rehash', role: 'operator', handle: rehash.postRehashAll },
  { method: 'POST', path: 'images/{sha256}/rehash', role: 'operator', handle: rehash.postRehash },
  { method: 'POST', path: 'images/{sha256}/test', role: 'operator', handle: imageTests.postTest },
  { method: 'GET', path: 'images/{sha256}/report', role: 'viewer', handle: imageTests.getReport },
  { method: 'GET', path: 'images/{sha256}/packages', role: 'viewer', handle: imageTests.getPackages },
  { method: 'GET', path: 'images/{sha256}/difference', role: 'viewer', handle: imageTests.getDifference },

  { method: 'GET', path: 'uploads', role: 'admin', isWatching: true, handle: uploads.getUploads },
  { method: 'OPTIONS', path: 'uploads', role: 'admin', handle: uploads.tus },
  { method: 'POST', path: 'uploads', role: 'admin', handle: uploads.tus },
  { method: 'GET', path: 'uploads/{id}', role: 'admin', isWatching: true, handle: uploads.getUpload },
  { method: 'HEAD', path: 'uploads/{id}', role: 'admin', handle: uploads.tus },
  { method: 'PATCH', path: 'uploads/{id}', role: 'admin', handle: uploads.tus },
  { method: 'DELETE', path: 'uploads/{id}', role: 'admin', handle: uploads.tus },

  { method: 'GET', path: 'published-images', role: 'viewer', handle: channels.getPublishedImages },
  { method: 'GET', path: 'channels', role: 'viewer', handle: channels.getChannels },
  { method: 'GET', path: 'channels/{id}', role: 'viewer', handle: channels.getChannel },
  { method: 'PUT', path: 'channels/{id}', role: 'admin', handle: channels.putChannel },
  { method: 'DELETE', path: 'channels/{id}', role: 'admin', handle: channels.deleteChannel },
  { method: 'POST', path: 'channels/{id}/preview', role: 'viewer', handle: channels.postPreview },
  { method: 'POST', path: 'channels/{id}/move', role: 'admin', handle: channels.postMove },

  { method: 'GET', path: 'definitions', role: 'viewer', handle: definitions.getDefinitions },
  { method: 'GET', path: 'definitions/{id}', role: 'viewer', handle: definitions.getDefinition },
  { method: 'PUT', path: 'definitions/{id}', role: 'admin', handle: definitions.putDefinition },
  { method: 'DELETE', path: 'definitions/{id}', role: 'admin', handle: definitions.deleteDefinition },
  { method: 'GET', path: 'definitions/{id}/output', role: 'viewer', handle: definitions.getOutput },
  { method: 'GET', path: 'definitions/{id}/bundle', role: 'viewer', handle: definitions.getBundle },
  { method: 'POST', path: 'definitions/{id}/build', role: 'admin', handle: definitions.postBuild },

  { method: 'GET', path: 'recipes', role: 'viewer', handle: recipes.getRecipes },
  { method: 'GET', path: 'recipes/{id}', role: 'viewer', handle: recipes.getRecipe },
  { method: 'PUT', path: 'recipes/{id}', role: 'admin', handle: recipes.putRecipe },
  { method: 'DELETE', path: 'recipes/{id}', role: 'admin', handle: recipes.deleteRecipe },
  { method: 'GET', path: 'recipes/{id}/script', role: 'viewer', handle: recipes.getRecipeScript },
  { method: 'GET', path: 'recipes/{id}/name', role: 'viewer', handle: recipes.getRecipeName },
  { method: 'POST', path: 'recipes/{id}/run', role: 'admin', handle: recipes.postRun },
  { method: 'GET', path: 'rpms', role: 'viewer', handle: recipes.getRpms },
  { method: 'POST', path: 'rpms', role: 'admin', handle: recipes.postRpm },
  { method: 'DELETE', path: 'rpms/{sha256}', role: 'admin', handle: recipes.deleteRpmFile },

  { method: 'GET', path: 'jobs', role: 'viewer', handle: jobs.getJobs },
  { method: 'GET', path: 'jobs/{id}', role: 'viewer', handle: jobs.getJob },
  { method: 'GET', path: 'jobs/{id}/log', role: 'viewer', handle: jobs.getJobLog },
  { method: 'GET', path: 'jobs/{id}/stream', role: 'viewer', isWatching: true, handle: jobs.getJobStream },
  { method: 'POST', path: 'jobs/{id}/cancel', role: 'operator', handle: jobs.postCancelJob },
  { method: 'POST', path: 'jobs/{id}/again', role: 'operator', handle: jobs.postAgain },

  { method: 'GET', path: 'fleet', role: 'viewer', handle: fleet.getFleet },
  { method: 'GET', path: 'fleet/summary', role: 'viewer', handle: fleet.getSummary },
  { method: 'GET', path: 'fleet/stream', role: 'viewer', isWatching: true, handle: fleet.getFleetStream },
  { method: 'POST', path: 'fleet/upgrade', role: 'operator', handle: fleet.postUpgradeMany },
  { method: 'POST', path: 'fleet/rollback', role: 'operator', handle: fleet.postRollbackMany },
  { method: 'GET', path: 'hosts/{id}/node', role: 'viewer', handle: fleet.getNode },
  { method: 'GET', path: 'hosts/{id}/node/stream', role: 'viewer', isWatching: true, handle: fleet.getNodeStream },
  { method: 'GET', path: 'hosts/{id}/node/events/{number}/log', role: 'viewer', handle: fleet.getEventLog },
  { method: 'POST', path: 'hosts/{id}/node/upgrade', role: 'operator', handle: fleet.postUpgrade },
  { method: 'POST', path: 'hosts/{id}/node/rollback', role: 'operator', handle: fleet.postRollback },
  { method: 'DELETE', path: 'hosts/{id}/node/wish', role: 'operator', handle: fleet.deleteWish },
  { method: 'PUT', path: 'hosts/{id}/node/pin', role: 'operator', handle: fleet.putPin },
  { method: 'DELETE', path: 'hosts/{id}/node/pin', role: 'operator', handle: fleet.deletePin },
  { method: 'POST', path: 'hosts/{id}/node/key', role: 'admin', handle: fleet.postKey },
  { method: 'DELETE', path: 'hosts/{id}/node/key', role: 'admin', handle: fleet.deleteKeys },

  { method: 'GET', path: 'rollouts', role: 'viewer', handle: rollouts.getRollouts },
  { method: 'POST', path: 'rollouts/preview', role: 'viewer', handle: rollouts.postPreview },
  { method: 'POST', path: 'rollouts', role: 'operator', handle: rollouts.postRollout },
  { method: 'GET', path: 'rollouts/{id}', role: 'viewer', handle: rollouts.getRollout },
  { method: 'GET', path: 'rollouts/{id}/nodes', role: 'viewer', isWatching: true, handle: rollouts.getRolloutNodes },
  { method: 'GET', path: 'rollouts/{id}/stream', role: 'viewer', isWatching: true, handle: rollouts.getRolloutStream },
  { method: 'POST', path: 'rollouts/{id}/pause', role: 'operator', handle: rollouts.postPause },
  { method: 'POST', path: 'rollouts/{id}/resume', role: 'operator', handle: rollouts.postResume },
  { method: 'POST', path: 'rollouts/{id}/stop', role: 'operator', handle: rollouts.postStop },
  { method: 'POST', path: 'rollouts/{id}/rollback', role: 'operator', handle: rollouts.postRollback },

  { method: 'GET', path: 'images/{sha256}/signature', role: 'viewer', handle: signatures.getSignature },
  { method: 'PUT', path: 'images/{sha256}/signature', role: 'admin', handle: signatures.putSignature },
  { method: 'DELETE', path: 'images/{sha256}/signature', role: 'admin', handle: signatures.deleteSignature },
  { method: 'GET', path: 'keys', role: 'viewer', handle: signatures.getKeys },
  { method: 'POST', path: 'keys', role: 'admin', handle: signatures.postKey },
  { method: 'DELETE', path: 'keys/{id}', role: 'admin', handle: signatures.deleteKey },
  { method: 'PUT', path: 'signing-policy', role: 'admin', handle: signatures.putSigningPolicy },

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
