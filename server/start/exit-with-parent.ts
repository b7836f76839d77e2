// SPDX-License-Identifier: GPL-2.0-or-later
// Preloaded into each plane: ends it when the process that started it is gone, even by SIGKILL, so that no plane stays behind alone.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
