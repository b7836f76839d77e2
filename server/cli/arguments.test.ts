// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a call: help on every level, mistakes with a suggestion, and nothing that makes the program stumble.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { basewright, complained, inProcess, said, temporaryDirectory } from './cli.fixture.ts';
import { commands, groups } from './commands.ts';
import { nearest } from './suggest.ts';

const EXIT_CODES = `Exit codes:
  0  done
  1  it failed or may not be done; stderr says why
  2  what was given is refused; one problem per line on stderr, as field: message
`;
const PROGRAM = `Usage: basewright COMMAND

Kickstarts for image-based nodes: every operation of the web pages, for scripts.

Work on files; no server and no data directory needed:
  render        Write the kickstart of a profile, as its machines would get it
  check         Check a profile, and tell what its author should know
  import        Turn an existing kickstart into a profile
  validate      Ask the real pykickstart about a kickstart
  target        The distributions that can be installed
                list
  network-boot  How machines come to the boot plane
                dhcp

Work on the data directory; the servers may run or not:
  profile     What nodes shall be
              put, get, list, delete, clone
  host        Machines, the profile each one gets, and its installation
              put, import, get, list, delete, arm, disarm, status, log, approve, refuse, upgrade, rollback, call-off,
              pin, unpin, node-key
  discovery   Machines that asked and that no host stands for
              list, approve, forget
  power       Switching machines through their management controllers
              set, unset, status, on, off, cycle, boot-network
  image       Images that this server serves to machines
              add, import, list, show, retire, restore, delete, test, report, difference, verify, export, check-mirror
  channel     Which image is installed by everything that follows
              put, list, show, preview, publish, promote, demote, rollback, delete
  fleet       Nodes that run: what they run, and what is asked of them
              list, show, upgrade, rollback
  rollout     Running nodes brought to the image of a channel, in waves
              create, list, show, pause, resume, stop, rollback
  definition  What images are built from
              put, get, list, delete, render, commands, bundle, build
  recipe      What is put into images on top of others
              put, get, list, delete, script, run, node-tools
  rpm         Packages that recipes put into images
              add, list, delete
  job         Work that takes longer: tests, builds, customizations
              list, show, log, wait, cancel, again
  key         Public keys whose signatures of images count
              add, list, remove, policy
  signature   Signatures of images
              put, delete
  tree        Where the installer of each target comes from
              put, get, list, delete
  user        People who may log in
              add, set, list, delete
  token       API tokens for scripts
              create, list, delete

Environment:
  BASEWRIGHT_DATA    the data directory; without, "data" in the directory of Basewright
  BASEWRIGHT_PYTHON  a Python with pykickstart, for validate; without, the one that "npm start" installs
  BASEWRIGHT_DEBUG   1 shows where in the program an error comes from

${EXIT_CODES}
"basewright COMMAND --help" tells more. --version shows the version.
`;
const USER = `Usage: basewright user COMMAND

People who may log in.

Commands:
  add     Add a user
  set     Change the role or the password of a user, and end their sessions
  list    List the users
  delete  Delete a user with all sessions and tokens

${EXIT_CODES}
"basewright user COMMAND --help" tells more.
`;
const HOST_ARM = `Usage: basewright host arm MAC|ID [--expires DURATION] [--rehearsal] [--json]

Allow a host to be installed, once, for a while.
The machine gets its kickstart when it asks, and installing ERASES its disk.
In a rehearsal it shows first what it would erase, and waits for "host approve".
What may go wrong all the same is said on stderr.

Arguments:
  MAC|ID  a MAC address of the host in any spelling, or its id

Options:
  --expires DURATION  for how long: 1m to 24h; without, 60m
  --rehearsal         the machine waits for a decision before it touches a disk
  --json              write JSON to stdout; refusals too, as {"errors": [{"path", "message"}]}
  --help              show this help

Example:
  basewright host arm 52:54:00:ab:cd:01 --expires 60m

Exit codes:
  0  done
  1  the host may not be armed: one reason per line
  2  what was given is refused; one problem per line on stderr, as field: message
`;

describe('help', () => {
  test('of the program, a group and a command, by option and by word', async () => {
    const cases: [string[], string][] = [[['--help'], PROGRAM], [['-h'], PROGRAM], [['help'], PROGRAM], [['user', '--help'], USER], [['help', 'user'], USER], [['host', 'arm', '--help'], HOST_ARM], [['help', 'host', 'arm'], HOST_ARM], [['host', 'arm', 'x', '--nonsense', '-h'], HOST_ARM]];
    for (const [words, text] of cases) assert.deepEqual(await inProcess(words), said(text), words.join(' '));
    assert.deepEqual(await basewright(['--help']), said(PROGRAM));
    assert.deepEqual(await basewright(['host', 'arm', '--help']), said(HOST_ARM));
  });

  test('of every command names each argument and option, and fits a terminal', async () => {
    for (const { path, arguments: positional = [], options = {}, examples } of commands) {
      const { stdout, exit } = await inProcess([...path, '--help']);
      assert.equal(exit, 0);
      for (const word of [...positional.map(({ name }) => name), ...Object.keys(options).map((name) => `--${name}`), ...examples]) assert.ok(stdout.includes(word), `${path.join(' ')} does not explain ${word}`);
      for (const line of stdout.split('\n').slice(1)) assert.ok(line.length <= 120, line);
    }
  });

  test('of every group names its commands, and every command can be loaded', async () => {
    for (const group of Object.keys(groups)) assert.equal((await inProcess([group, '--help'])).exit, 0);
    for (const command of commands) {
      assert.ok(command.path.length === 1 || command.path[0] in groups, `${command.path[0]} is no group`);
      assert.equal(typeof (await command.load()), 'function');
    }
  });

  test('--version', async () => {
    assert.match((await basewright(['--version'])).stdout, /^basewright \d+\.\d+\.\d+\n$/);
  });
});

describe('mistakes', () => {
  const cases: [words: string[], ...lines: string[]][] = [
    [[], 'command: Say what to do: basewright render|check|import|validate|target|network-boot|profile|host|discovery|power|image|channel|fleet|rollout|definition|recipe|rpm|job|key|signature|tree|user|token. See "basewright --help".'],
    [['user'], 'command: Say what to do: basewright user add|set|list|delete. See "basewright user --help".'],
    [['--masked', 'render', 'a'], 'command: Say what to do first, then options: basewright render|check|import|validate|target|network-boot|profile|host|discovery|power|image|channel|fleet|rollout|definition|recipe|rpm|job|key|signature|tree|user|token. See "basewright --help".'],
    [['rendr'], 'command: There is no command "rendr". Did you mean "render"? See "basewright --help".'],
    [['users', 'list'], 'command: There is no command "users". Did you mean "user"? See "basewright --help".'],
    [['host', 'amr'], 'command: There is no command "amr". Did you mean "arm"? See "basewright host --help".'],
    [['host', 'xyzzy'], 'command: There is no command "xyzzy". See "basewright host --help".'],
    [['constructor'], 'command: There is no command "constructor". See "basewright --help".'],
    [['a\u001b[31m\nb'], 'command: There is no command "a\\u{1b}[31m b". See "basewright --help".'],
    [['render'], 'PROFILE.json: This argument is missing: a profile; - reads it from stdin.'],
    [['render', 'a', 'b'], 'arguments: There are too many: "basewright render" takes PROFILE.json only. Put quotes around text with blanks.'],
    [['target', 'list', 'b'], 'arguments: There are too many: "basewright target list" takes no argument. Put quotes around text with blanks.'],
    [['render', 'a', '--hots', 'b'], '--hots: There is no such option here. Did you mean --host?'],
    [['render', 'a', '-x'], '-x: There is no such option here.'],
    [['render', 'a', '--__proto__=1'], '--__proto__: There is no such option here.'],
    [['render', 'a', '--toString'], '--toString: There is no such option here.'],
    [['render', 'a', '--host'], '--host: This option needs a value: --host HOST.json.'],
    [['render', 'a', '--host='], '--host: This option needs a value: --host HOST.json.'],
    [['render', 'a', '--host', '--masked'], '--host: This option needs a value: --host HOST.json, or --host=HOST.json if it begins with a dash.'],
    [['render', 'a', '--masked=yes'], '--masked: This option takes no value.'],
    [['render', 'a', '--masked', '--masked'], '--masked: This option is given twice.'],
    [['user', 'add'], 'NAME: This argument is missing: the name to log in with.', '--role: This option is missing: viewer (reads), operator (also arms hosts) or admin (everything).', '--password-stdin: This option is missing: read the password from stdin: at least 15 characters on one line.'],
    [['user', 'add', 'ada', '--role', 'admin', '--password', 'CANARY'], '--password: There is no such option here. Did you mean --password-stdin?', '--password-stdin: This option is missing: read the password from stdin: at least 15 characters on one line.'],
    [['validate', 'a', '--target', 'rhel6'], '--target: There is no such target. Did you mean "rhel8"? The targets are centos9, centos10, rhel8, rhel9, rhel10, alma8, alma9, alma10, rocky8, rocky9, rocky10, fedora42, fedora43, fedora44, fedora45, ovirt45.'],
    [['host', 'arm', 'a', '--expires', '60'], '--expires: Write a number and a unit: m for minutes, h for hours, d for days, w for weeks, for example 60m or 90d.'],
    [['host', 'arm', 'a', '--expires', '25h'], '--expires: Arm for at most 1440 minutes (24 hours).'],
    [['host', 'arm', 'a', '--expires', '0m'], '--expires: Arm for at least 1 minute.'],
    [['token', 'create', 'a', '--expires', '36h'], '--expires: Write a whole number of days.'],
    [['token', 'create', 'a', '--expires', '53w'], '--expires: A token lasts at most 365 days.'],
    [['token', 'create', ' ', '--role', 'root'], '--role: The role is viewer, operator or admin.'],
    [['token', 'create', ' '], 'NAME: Give the token a title that says what uses it.'],
    [['host', 'list', '--state', 'on'], '--state: The state is one of: new, armed, installing, installed, healthy, failed, expired, disarmed, stuck.'],
  ];
  for (const [words, ...lines] of cases) test(JSON.stringify(words), async () => assert.deepEqual(await inProcess(words), complained(2, ...lines)));

  test('by the real executable', async () => {
    assert.deepEqual(await basewright(['rendr']), complained(2, 'command: There is no command "rendr". Did you mean "render"? See "basewright --help".'));
  });
});

test('the nearest word: one slip is forgiven, a guess is not made', () => {
  const known = ['render', 'check', 'import', 'validate', 'host', 'password-stdin'];
  const cases: [string, string | undefined][] = [['redner', 'render'], ['Render', 'render'], ['imprt', 'import'], ['valid', 'validate'], ['password', 'password-stdin'], ['hosts', 'host'], ['x', undefined], ['', undefined], ['remove', undefined], ['r'.repeat(10_000), undefined]];
  for (const [word, expected] of cases) assert.equal(nearest(word, known), expected, word);
});

describe('hostile words', () => {
  /** "image export" makes whatever directory it is told, anywhere. */
  const WRITES_ANYWHERE = 'export';

  const nouns = [...Object.keys(groups), ...commands.flatMap(({ path }) => [...path])];
  const options = [...new Set(commands.flatMap((command) => Object.keys(command.options ?? {})))].map((name) => `--${name}`);
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
    fc.constantFrom('', '-', '--', '---', '-h=', '--=', '--json=1', '--host=\n', '\u001b[2J', '\u202e', '__proto__', 'constructor', '../../etc/shadow', '/dev/null', '/', '\ud800', '99999d', '-1', '%s', '$(id)', '52:54:00:00:00:01', 'x'.repeat(5000)),
  );
  const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...nouns) }, { weight: 3, arbitrary: fc.constantFrom(...options, '--json') }, { weight: 4, arbitrary: nasty });
  const call = fc.tuple(fc.option(fc.constantFrom(...commands.map(({ path }) => path)), { nil: [] }), fc.array(word, { maxLength: 5 })).map(([path, words]) => [...path, ...words]);
  const stdin = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.json(), fc.constantFrom('', '{}', '[]', 'null', '"', '%pre\n'));
  const check = ({ stdout, stderr, exit }: { stdout: string; stderr: string; exit: number | null }, words: readonly string[]): void => {
    assert.ok(exit === 0 || exit === 1 || exit === 2, `exit ${String(exit)}`);
    assert.doesNotMatch(`${stdout}${stderr}`, /^\s+at .*:\d+|mistake in Basewright|node:internal/m);
    assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    if (exit === 2 && !words.includes('import')) assert.match(stderr, /^[^\n]+: [^\n]+\n/);
  };

  test('1500 calls end with an exit code and a sentence', { timeout: 300_000 }, async () => {
    const data = temporaryDirectory();
    await fc.assert(fc.asyncProperty(call, stdin, async (words, input) => {
      // The parser in its own process is not what is tested here.
      fc.pre(!words.includes('validate') && !words.includes(WRITES_ANYWHERE));
      check(await inProcess(words, { stdin: input, data }), words);
    }), { seed: 20261123, numRuns: 1500 });
  });

  test('20 calls of the real executable too', { timeout: 300_000 }, async () => {
    const data = temporaryDirectory();
    await fc.assert(fc.asyncProperty(call, stdin, async (words, input) => {
      fc.pre(!words.includes(WRITES_ANYWHERE));
      check(await basewright(words.map((text) => text.toWellFormed()), { stdin: input, data }), words);
    }), { seed: 7, numRuns: 20 });
  });
});
