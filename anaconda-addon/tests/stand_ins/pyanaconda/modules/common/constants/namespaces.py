# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common.constants.namespaces.

ANACONDA_NAMESPACE = ("org", "fedoraproject", "Anaconda")
ADDONS_NAMESPACE = (*ANACONDA_NAMESPACE, "Addons")
STORAGE_NAMESPACE = (*ANACONDA_NAMESPACE, "Modules", "Storage")
DEVICE_TREE_NAMESPACE = (*STORAGE_NAMESPACE, "DeviceTree")
