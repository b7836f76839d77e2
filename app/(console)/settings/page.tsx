// SPDX-License-Identifier: GPL-2.0-or-later
// The settings begin with users and tokens.
import { redirect } from 'next/navigation';

export default function SettingsPage() {
  redirect('/settings/users');
}
