// SPDX-License-Identifier: GPL-2.0-or-later
// Streams a file as the answer, and says what the machine is told when that cannot be.

import type { ServerResponse } from 'node:http';
import { type Served, type ServedFile, serveFile } from '../files/serve-file.ts';
import { clientOf } from './address.ts';
import { busy, notFound, send, unavailable } from './answer.ts';
import type { Plane } from './plane.ts';

type Parts = Pick<Plane, 'report' | 'delivery' | 'parallel'>;

/** @param done is told the status when the answer has ended, however it ended. */
export function sendFile({ report, delivery, parallel }: Parts, response: ServerResponse, file: ServedFile, done: (status: number) => void): void {
  const { address } = clientOf(response.req, delivery.proxies);
  if (!parallel.begin(address)) {
    report.busy(address);
    send(response, busy);
    done(busy.status);
    return;
  }
  void serveFile(response.req, response, file, delivery.stall).then(
    (served) => finish(report, response, file, served),
    (error: unknown) => {
      // Nothing was written yet: a file that is there and cannot be read is no 404.
      report.fileFailed(file.path, error);
      send(response, unavailable);
      return unavailable.status;
    },
  ).then((status) => {
    parallel.end(address);
    done(status);
  });
}

function finish(report: Plane['report'], response: ServerResponse, file: ServedFile, served: Served): number {
  if (served.outcome === 'missing' || served.outcome === 'changed') {
    if (served.outcome === 'changed') report.imageChanged(file.path);
    send(response, notFound);
    return notFound.status;
  }
  if (served.outcome === 'broken') report.fileFailed(file.path, new Error('it was changed or shortened while it was sent'));
  return served.status;
}
