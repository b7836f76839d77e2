// SPDX-License-Identifier: GPL-2.0-or-later
// The environment the oracle is started with: nothing, so that neither a locale nor a PYTHON variable changes what it does.

/** An environment without anything in it (its type asks for NODE_ENV, so it cannot be written as {}). */
export function emptyEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) Reflect.deleteProperty(environment, name);
  return environment;
}
