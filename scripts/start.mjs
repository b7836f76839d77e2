// SPDX-License-Identifier: GPL-2.0-or-later
// `npm start`: installs and builds what is missing, then runs both planes. Plain JavaScript: it runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const OLDEST = 20;
/** The server takes up to 30 s to let requests finish; one that takes longer hangs. */
const PATIENCE_MS = 40_000;

/** Starts scripts/python.mjs beside the rest; the pages work without it, only the check with pykickstart and the add-on's images do not. Returns how to end it. */
function preparePython(node, ROOT) {
  const child = spawn(node, [join('scripts', 'python.mjs'), '--addon'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.once('error', (error) => console.error(`The Python environment could not be made: ${error.message}`));
  child.once('close', (code) => {
    if (code !== 0 && code !== null) console.error(`\nThe check with pykickstart and the add-on for the installer are not available; everything else works.\n${said.trim()}`);
  });
  return () => {
    try {
      process.kill(-child.pid, 'SIGTERM'); // With pip, which it may have started.
    } catch {
      // It has ended already.
    }
  };
}

/** Runs the server until it ends; signals are passed on, and the server stops by itself should this process be killed. Returns the exit code. */
function serve(node, ROOT) {
  return new Promise((resolve, reject) => {
    const args = ['--disable-warning=ExperimentalWarning', join('server', 'main.ts')];
    // What Node has compiled once it takes again at the next start: a third of the time until the pages answer.
    const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node'), ...process.env };
    const child = spawn(node, args, { cwd: ROOT, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? code : 1));
    const stop = (signal) => {
      child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  });
}

async function start() {
  const { installPackages, nodeToUse, ROOT } = await import('./packages.mjs');
  const { buildForNodes, buildIfChanged } = await import('./build.mjs');
  await installPackages();
  const node = nodeToUse();
  const stopPython = preparePython(node, ROOT);
  process.once('exit', stopPython);
  await buildForNodes().catch((error) => console.error(`\nWhat running nodes fetch could not be built: new nodes will have no tools for upgrades. Everything else works.\n${error.message}`));
  await buildIfChanged();
  return serve(node, ROOT);
}

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(`Basewright needs Node ${OLDEST} or newer to start; this is Node ${process.versions.node}. Install a newer one (https://nodejs.org), then start again.`);
  process.exit(1);
}
start().then(
  (code) => process.exit(code),
  (error) => {
    console.error(`Basewright did not start.\n${error.message}`);
    process.exit(1);
  },
);
