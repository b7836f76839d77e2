# SPDX-License-Identifier: GPL-2.0-or-later
# The service's names on Anaconda's bus.

from dasbus.identifier import DBusServiceIdentifier
from pyanaconda.core.dbus import DBus
from pyanaconda.modules.common.constants.namespaces import ADDONS_NAMESPACE

# org.fedoraproject.Anaconda.Addons.Imgbased
IMGBASED = DBusServiceIdentifier(namespace=(*ADDONS_NAMESPACE, "Imgbased"), message_bus=DBus)
