-- SPDX-License-Identifier: GPL-2.0-or-later
-- For wrk: asks for a random one of the paths in the file $BENCH_PATHS, and prints the result as one JSON line.
local requests = {}

function init(args)
  math.randomseed(tonumber(os.getenv("BENCH_SEED")))
  if os.getenv("BENCH_CLOSE") == "1" then wrk.headers["Connection"] = "close" end
  for path in io.lines(os.getenv("BENCH_PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"errors":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
