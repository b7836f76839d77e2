// SPDX-License-Identifier: GPL-2.0-or-later
// password-hash and validate: work that only a server can do for the wizard.

import { z } from 'zod';
import { TargetId } from '#kickstart/profile/targets.ts';
import { hashNodePassword } from '../auth/crypt.ts';
import { json } from './answer.ts';
import { invalid, ProblemError } from './problem.ts';
import { readJson } from './request-body.ts';
import type { ActorContext } from './route.ts';

const HashRequest = z.strictObject({ password: z.string().max(1024, 'The password is too long.') });
const ValidateRequest = z.strictObject({ kickstart: z.string().max(1024 * 1024, 'A kickstart has at most 1 MiB.'), target: TargetId });

export async function postPasswordHash({ request }: ActorContext): Promise<Response> {
  const answer = await hashNodePassword((await readJson(request, HashRequest)).password);
  if (answer.outcome === 'refused') throw invalid([{ path: 'password', message: answer.message }]);
  return json(200, { hash: answer.hash });
}

export async function postValidate({ request, services }: ActorContext): Promise<Response> {
  const { kickstart, target } = await readJson(request, ValidateRequest);
  const verdict = await services.validate(kickstart, target, { signal: request.signal });
  if (!verdict.available)
    throw new ProblemError({ status: 503, kind: 'validator-unavailable', title: 'pykickstart cannot be asked', detail: `${verdict.reason} ${verdict.fix}`, more: { fix: verdict.fix } });
  return json(200, { ok: verdict.ok, results: verdict.results, parser: verdict.parser });
}
