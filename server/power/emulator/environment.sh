#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes .venv-redfish with the Redfish emulator that the tests of power control talk to, when its requirements changed.
set -eu
cd "$(dirname "$0")/../../.."
requirements=server/power/emulator/requirements.txt
stamp=.venv-redfish/requirements
wanted=$(sha256sum < $requirements)
[ -f $stamp ] && [ "$(cat $stamp)" = "$wanted" ] && exit 0

rm -rf .venv-redfish
python3 -m venv .venv-redfish
.venv-redfish/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r $requirements
printf '%s\n' "$wanted" > $stamp
