// SPDX-License-Identifier: GPL-2.0-or-later
// The API inside of Next: every method of every path goes to the one table of routes in server/api.
import { handleApi } from '#server/api/handle.ts';

export const dynamic = 'force-dynamic';

export { handleApi as DELETE, handleApi as GET, handleApi as HEAD, handleApi as OPTIONS, handleApi as PATCH, handleApi as POST, handleApi as PUT };
