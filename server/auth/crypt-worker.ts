// SPDX-License-Identifier: GPL-2.0-or-later
// The worker thread of crypt.ts: one password in, one hash out.

import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { sha512Crypt } from './sha512-crypt.ts';

const Work = z.object({ password: z.string(), salt: z.string(), rounds: z.number() });

const { password, salt, rounds } = Work.parse(workerData);
parentPort?.postMessage(sha512Crypt(password, salt, rounds));
