// SPDX-License-Identifier: GPL-2.0-or-later
// Our own lint rules: what they refuse, and that the message names the place where the code belongs.
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RuleTester } from 'eslint';
import { arrows } from './arrows.mjs';
import { fileHead, fileName } from './headers.mjs';

RuleTester.describe = describe;
RuleTester.it = it;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const at = (path, code) => ({ name: `${path}: ${code}`, filename: join(ROOT, path), code });
const refused = (messageId, path, code) => ({ ...at(path, code), errors: [{ messageId }] });
const tester = new RuleTester();

tester.run('arrows', arrows, {
  valid: [
    at('kickstart/render.ts', "import { z } from 'zod'; import './language/quote.ts'; import '#kickstart/profile/profile.ts'"),
    at('kickstart/render.test.ts', "import test from 'node:test'; import fc from 'fast-check'; import './oracle/client.ts'"),
    at('kickstart/oracle/client.ts', "import { spawn } from 'node:child_process'"),
    at('server/main.ts', "import fs from 'node:fs'; import '#kickstart/render.ts'; import './config.ts'"),
    at('app/login/page.tsx', "import '#server/auth/page-session.ts'; import 'next/navigation'"),
    at('app/(wizard)/wizard.tsx', "'use client'; import '#kickstart/render.ts'; import '../api-client.ts'; import 'react'"),
    at('e2e/login.spec.ts', "import '#kickstart/profile/fixtures.ts'"),
  ],
  invalid: [
    refused('kickstart', 'kickstart/render.ts', "import 'node:fs'"),
    refused('kickstart', 'kickstart/render.ts', "import { useState } from 'react'"),
    refused('kickstart', 'kickstart/profile/host.ts', "export * from '../../server/config.ts'"),
    refused('kickstart', 'kickstart/profile/host.ts', "const later = import('#app/problem.ts')"),
    refused('kickstartOracle', 'kickstart/render.ts', "import './oracle/client.ts'"),
    refused('kickstartTest', 'kickstart/render.test.ts', "import '#server/config.ts'"),
    refused('testSupport', 'server/hosts/hosts.ts', "import '#kickstart/profile/fixtures.ts'"),
    refused('server', 'server/boot/main.ts', "import '#app/problem.ts'"),
    refused('server', 'server/boot/main.ts', "import { headers } from 'next/headers'"),
    refused('wizard', 'app/(wizard)/wizard.tsx', "import '../../server/config.ts'"),
    refused('client', 'app/login/login-panel.tsx', "'use client'; import '#server/config.ts'"),
    refused('client', 'app/login/login-panel.tsx', "'use client'; import 'node:fs'"),
    refused('cockpit', 'cockpit/src/status.ts', "import '#server/config.ts'"),
    refused('cockpit', 'cockpit/src/status.ts', "import 'node:fs'"),
  ],
});

const LICENCE = '// SPDX-License-Identifier: GPL-2.0-or-later';
tester.run('file-head', fileHead, {
  valid: [`${LICENCE}\n// Says what it is for.\nrun();`, `#!/usr/bin/env node\n${LICENCE}\n// Says what it is for.\nrun();`],
  invalid: [
    { code: 'run();', errors: [{ messageId: 'licence' }] },
    { code: `// Says what it is for.\n${LICENCE}\nrun();`, errors: [{ messageId: 'licence' }] },
    { code: `${LICENCE}\nrun();`, errors: [{ messageId: 'purpose' }] },
  ],
});

tester.run('file-name', fileName, {
  valid: [at('server/auth/common-passwords.ts', 'run()'), at('server/boot/gate.ts', 'run()')],
  invalid: ['app/utils.ts', 'server/date-helpers.ts', 'server/common.ts', 'app/theme-manager.tsx'].map((path) => refused('vague', path, 'run()')),
});
