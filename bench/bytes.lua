-- SPDX-License-Identifier: GPL-2.0-or-later
-- wrk's last line: bytes that came, seconds, and errors; downloads that the end of the round cuts are none.
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format("%d %f %d", summary.bytes, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout))
end
