// SPDX-License-Identifier: GPL-2.0-or-later
// Sends an rpm file as it is, and tells how far it is: fetch cannot tell that.
import { apiPath, type Answer } from '../../../api-client.ts';
import { problemFrom, unreachable, unreadable } from '../../../problem.ts';
import { RpmFile } from '../answers.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param onProgress hears the fraction that was sent, 0 to 1. */
export function uploadRpm(file: File, onProgress: (fraction: number) => void): Promise<Answer<RpmFile>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener('error', () => resolve({ ok: false, problem: unreachable() }));
    request.addEventListener('load', () => {
      const requestId = request.getResponseHeader('x-request-id') ?? undefined;
      const body = parsed(request.responseText);
      const rpm = RpmFile.safeParse(body);
      if (request.status >= 400) resolve({ ok: false, problem: problemFrom(request.status, body, requestId) });
      else resolve(rpm.success ? { ok: true, data: rpm.data, etag: undefined } : { ok: false, problem: unreadable(request.status, requestId) });
    });
    request.open('POST', `/api/v1/${apiPath(['rpms'], { name: file.name })}`);
    request.setRequestHeader('content-type', 'application/x-rpm');
    request.send(file);
  });
}
