// SPDX-License-Identifier: GPL-2.0-or-later
// The checks of `npm test`: which there are, what each one runs, and which may run beside each other on two cores.
import { join } from 'node:path';
import { nodeToUse, ROOT } from '../packages.mjs';
import { countNodeTests, countPlaywright, countProblems, countPytest } from './counts.mjs';

const bin = (...path) => join(ROOT, 'node_modules', ...path);
const ORACLE = join(ROOT, 'kickstart', 'oracle');
const ADDON = join(ROOT, 'anaconda-addon');
/** The tools of a running node. */
const TOOLS = join(ROOT, 'node');
const addonVenv = (name) => join(ROOT, '.venv-addon', 'bin', name);
/** The Redfish emulator of the tests of power control. */
const redfish = join(ROOT, 'server', 'power', 'emulator', 'environment.sh');
const venv = (name) => join(ROOT, '.venv', 'bin', name);
const UNIT = ['kickstart', 'server', 'app', 'bench', 'scripts', 'node'].map((room) => `${room}/**/*.test.{ts,mjs}`);
const ESLINT_PROBLEM = /^ +\d+:\d+ +error/gm;

/**
 * One stage: `steps` run one after the other until one fails to start; each has a command, where it runs, and how its output is counted.
 * `needs`: what must be there first. `chosen` are the files given on the command line, if any.
 */
export function stages(chosen = []) {
  const node = nodeToUse();
  const step = (command, count, cwd = ROOT) => ({ command, count, cwd });
  const tool = (name, args, pattern = /^.*error.*$/gim) => step([venv(name), ...args], countProblems(pattern), ORACLE);
  return {
    types: {
      what: 'types (tsc)', needs: [],
      steps: [
        step([node, bin('next', 'dist', 'bin', 'next'), 'typegen'], () => ({ passed: 0, failed: 0 })),
        step([node, bin('typescript', 'bin', 'tsc'), '--pretty', 'false'], countProblems(/error TS\d+/g)),
      ],
    },
    lint: { what: 'lint (eslint)', needs: [], steps: [step([node, bin('eslint', 'bin', 'eslint.js'), '--max-warnings=0', ...(chosen.length ? chosen : ['.'])], countProblems(ESLINT_PROBLEM))] },
    unused: { what: 'unused code (knip)', needs: [], steps: [step([node, bin('knip', 'bin', 'knip.js'), '--no-progress'], countProblems(/^\S+.*:\d+:\d+/gm))] },
    unit: {
      what: 'unit tests (node:test)', needs: ['python'],
      steps: [
        step([redfish], () => ({ passed: 0, failed: 0 })),
        step([node, '--disable-warning=ExperimentalWarning', '--test', '--test-reporter=spec', ...(chosen.length ? chosen : UNIT)], countNodeTests),
      ],
    },
    oracle: {
      what: 'pykickstart oracle (ruff, mypy, pytest)', needs: ['python'],
      steps: [
        tool('ruff', ['check', '--output-format=concise', '.'], /^\S+:\d+:\d+:/gm),
        tool('ruff', ['format', '--check', '.'], /^Would reformat/gm),
        tool('mypy', []),
        step([venv('python'), '-m', 'pytest'], countPytest, ORACLE),
      ],
    },
    table: { what: 'command table as pykickstart says', needs: ['python'], steps: [step([venv('python'), 'generate_commands.py', '--check'], countProblems(/is stale/g), ORACLE)] },
    addon: {
      what: 'Anaconda addon (ruff, mypy, pytest)', needs: ['system'],
      steps: [
        step([join(ADDON, 'tests', 'environment.sh')], () => ({ passed: 0, failed: 0 })),
        step([addonVenv('ruff'), 'check', '--output-format=concise', 'org_imgbased', 'tests', 'machine', 'build_image.py'], countProblems(/^\S+:\d+:\d+:/gm), ADDON),
        step([addonVenv('ruff'), 'format', '--check', 'org_imgbased', 'tests', 'machine', 'build_image.py'], countProblems(/^Would reformat/gm), ADDON),
        step([addonVenv('mypy')], countProblems(/^.*error.*$/gim), ADDON),
        step([addonVenv('python'), '-m', 'pytest', 'tests'], countPytest, ADDON),
      ],
    },
    node: {
      what: 'tools of the node (ruff, mypy, vermin, pytest)', needs: ['system'],
      steps: [
        step([join(ADDON, 'tests', 'environment.sh')], () => ({ passed: 0, failed: 0 })),
        step([addonVenv('ruff'), 'check', '--output-format=concise', '.'], countProblems(/^\S+:\d+:\d+:/gm), TOOLS),
        step([addonVenv('ruff'), 'format', '--check', '.'], countProblems(/^Would reformat/gm), TOOLS),
        step([addonVenv('mypy')], countProblems(/^.*error.*$/gim), TOOLS),
        // The oldest Python that a node has: Enterprise Linux 8's own.
        step([addonVenv('vermin'), '-t=3.6-', '--violations', '--eval-annotations', '--no-tips', 'basewright_node'], countProblems(/^.* require[sd]? .*$/gim), TOOLS),
        step([addonVenv('python'), '-m', 'pytest'], countPytest, TOOLS),
      ],
    },
    machine: {
      what: 'layout step and running node on real LVM (User Mode Linux), boot counting by a real GRUB with real kernels (qemu)', needs: ['system'],
      steps: [
        step([join(ADDON, 'tests', 'environment.sh')], () => ({ passed: 0, failed: 0 })),
        step([addonVenv('python'), '-m', 'pytest', 'test_machine.py'], countPytest, join(ADDON, 'machine')),
        step([addonVenv('python'), '-m', 'pytest', 'machine'], countPytest, TOOLS),
      ],
    },
    boot: {
      what: 'machines with real firmware (qemu: iPXE, GRUB), and a browser that follows them', needs: ['build', 'system'],
      steps: [
        step([node, '--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=1', '--test-reporter=spec', ...(chosen.length ? chosen : ['boot-test/*.test.ts'])], countNodeTests),
        step([node, bin('@playwright', 'test', 'cli.js'), 'test', '--config=boot-test/playwright.config.ts'], countPlaywright),
      ],
    },
    image: {
      what: 'images: broken in many ways, and one through its whole life (qemu, guestfish)', needs: ['build', 'system'],
      steps: [step([node, '--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=1', '--test-reporter=spec', ...(chosen.length ? chosen : ['image-test/*.test.ts'])], countNodeTests)],
    },
    cockpit: {
      what: 'Cockpit page (node:test, Playwright with the real cockpit-ws)', needs: ['build', 'system'],
      steps: [step([node, '--disable-warning=ExperimentalWarning', '--test', '--test-reporter=spec', 'cockpit/**/*.test.{ts,mjs}'], countNodeTests), step([node, bin('@playwright', 'test', 'cli.js'), 'test', '--config=cockpit/browser-test/playwright.config.ts', ...chosen], countPlaywright)],
    },
    build: { what: 'web pages (next build)', needs: [], steps: [step([node, join('scripts', 'build.mjs')], countProblems(/^(Failed to compile|Module not found)/gm))] },
    e2e: { what: 'end-to-end tests (Playwright)', needs: ['build', 'system', 'python'], steps: [step([redfish], () => ({ passed: 0, failed: 0 })), step([node, bin('@playwright', 'test', 'cli.js'), 'test', ...chosen], countPlaywright)] },
  };
}

/**
 * Lanes of one row run beside each other; what follows waits for all of them. The browser tests measure time and have two workers, so they run alone.
 * Machines are emulated on one core each: two lanes of them fill two cores. Real firmware has limits of time, so it runs beside the images and not beside a browser.
 */
export const ROWS = [[['types', 'lint', 'unused', 'build', 'addon', 'node'], ['unit', 'oracle', 'table']], [['e2e']], [['machine', 'boot'], ['cockpit', 'image']]];
