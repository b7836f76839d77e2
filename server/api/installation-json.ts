// SPDX-License-Identifier: GPL-2.0-or-later
// An installation as the API writes it: the view, with its moments in ISO 8601.

import type { CurrentView, InstallationView } from '../installations/view.ts';
import { moment, momentOrNull } from './answer.ts';

export function installationJson({ current, events, earlier, served }: InstallationView): object {
  return {
    current: current === undefined ? null : currentJson(current),
    events: events.map((event) => ({ ...event, at: moment(event.at) })),
    earlier: earlier.map((installation) => ({ ...installation, armedAt: moment(installation.armedAt) })),
    served: served === undefined ? null : { ...served, at: moment(served.at) },
  };
}

function currentJson(current: CurrentView): object {
  return {
    ...current,
    armedAt: moment(current.armedAt),
    armedUntil: moment(current.armedUntil),
    openedAt: momentOrNull(current.openedAt),
    stageAt: moment(current.stageAt),
    deadline: momentOrNull(current.deadline),
    stages: current.stages.map(({ stage, at, isLost }) => ({ stage, at: momentOrNull(at), isLost })),
  };
}
