# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common.constants.objects.

from dasbus.identifier import DBusObjectIdentifier
from pyanaconda.modules.common.constants.namespaces import DEVICE_TREE_NAMESPACE

DEVICE_TREE = DBusObjectIdentifier(namespace=DEVICE_TREE_NAMESPACE)
