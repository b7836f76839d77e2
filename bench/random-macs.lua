-- SPDX-License-Identifier: GPL-2.0-or-later
-- For wrk: asks for a random one of the paths in the file $BENCH_PATHS, and prints the result as one JSON line.
-- With $BENCH_PAUSE above 0 every connection waits that many ms in the mean before each request: a load that both servers can carry.
local requests = {}
local pause = tonumber(os.getenv("BENCH_PAUSE"))

function init(args)
  math.randomseed(tonumber(os.getenv("BENCH_SEED")))
  if os.getenv("BENCH_CLOSE") == "1" then wrk.headers["Connection"] = "close" end
  for path in io.lines(os.getenv("BENCH_PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

if pause > 0 then
  function delay()
    return math.random(0, 2 * pause)
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
