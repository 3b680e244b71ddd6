-- A random person and item per request; one line with the figures at the end. RECO_PATH holds the path with two %d for them.
local path = os.getenv("RECO_PATH")
local users, items = tonumber(os.getenv("RECO_USERS")), tonumber(os.getenv("RECO_ITEMS"))
math.randomseed(tonumber(os.getenv("RECO_SEED") or "1"))

function request()
  return wrk.format("GET", string.format(path, math.random(0, users - 1), math.random(0, items - 1)))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("FIGURES %.1f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
