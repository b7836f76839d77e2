# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.core.dbus: the connection to the private bus, and errors that keep their names on it.

import os

from dasbus.connection import AddressedMessageBus
from dasbus.error import ErrorMapper, get_error_decorator

error_mapper = ErrorMapper()
DBus = AddressedMessageBus(os.environ.get("DBUS_ANACONDA_SESSION_BUS_ADDRESS", "unix:path=/nowhere"), error_mapper)
dbus_error = get_error_decorator(error_mapper)
