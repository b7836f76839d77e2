// SPDX-License-Identifier: GPL-2.0-or-later
// The first page is the list of profiles.
import { redirect } from 'next/navigation';

export default function FirstPage() {
  redirect('/profiles');
}
