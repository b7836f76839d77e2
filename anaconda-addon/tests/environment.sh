#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes .venv-addon for the tests of the addon and of the node's tools when its requirements changed. It sees the system's packages: PyGObject needs the GLib that is installed.
set -eu
cd "$(dirname "$0")/../.."
oracle=kickstart/oracle
tests=anaconda-addon/tests
node=node/tests
stamp=.venv-addon/requirements
wanted=$(cat $oracle/requirements-build.txt $oracle/requirements.txt $oracle/requirements-dev.txt $tests/requirements.txt $node/requirements.txt | sha256sum)
[ -f $stamp ] && [ "$(cat $stamp)" = "$wanted" ] && exit 0

rm -rf .venv-addon
/usr/bin/python3 -m venv --system-site-packages .venv-addon
install() { .venv-addon/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes "$@"; }
install -r $oracle/requirements-build.txt
install --no-deps --no-build-isolation -r $oracle/requirements.txt
install --no-deps --only-binary :all: -r $tests/requirements.txt
install --no-deps --only-binary :all: -r $node/requirements.txt
install --only-binary :all: -r $oracle/requirements-dev.txt
printf '%s\n' "$wanted" > $stamp
