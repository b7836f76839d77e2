# SPDX-License-Identifier: GPL-2.0-or-later
# Started by Anaconda's start-module; init() must come before every other import of pyanaconda.

from pyanaconda.modules.common import init

init()

from org_imgbased.service.service import ImgbasedService  # noqa: E402

service = ImgbasedService()
service.run()
