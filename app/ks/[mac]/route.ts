// SPDX-License-Identifier: GPL-2.0-or-later
// /ks/<mac> for an admin in a browser: what the machine would get. Machines ask the boot plane, on its own port.
import { handleAdminKickstart } from '#server/boot/admin-kickstart.ts';

export const dynamic = 'force-dynamic';

export { handleAdminKickstart as GET };
