# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the handlers ready once for all tests.

import pytest

import judge
import reader


@pytest.fixture(scope="session", autouse=True)
def handlers() -> None:
    """The handlers of every version, as the oracle prepares them."""
    judge.prepare(reader.VERSIONS)
