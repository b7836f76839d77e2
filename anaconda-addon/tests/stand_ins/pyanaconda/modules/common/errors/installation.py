# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common.errors.installation: the error that stops an installation.

from dasbus.error import DBusError
from pyanaconda.core.dbus import dbus_error
from pyanaconda.modules.common.constants.namespaces import ANACONDA_NAMESPACE


@dbus_error("InstallationError", namespace=ANACONDA_NAMESPACE)
class InstallationError(DBusError):
    """Stops the installation with its text."""
