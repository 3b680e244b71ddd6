#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test and ends with one line: N passed, N failed[, N skipped].
#   ./test.sh [data folder]     the public data sets for the tests that read them; also by RECO_DATA. Without it those tests are skipped.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
data=${1:-${RECO_DATA:-}}
if [ -n "$data" ]; then
  [ -d "$data" ] || { echo "There is no data folder $data."; echo "0 passed, 1 failed"; exit 1; }
  RECO_DATA=$(realpath "$data")
  export RECO_DATA
fi
results=artifacts/test-results
rm -rf "$results"

# A browser for the pages' tests: only root can install it; elsewhere those tests say that it is missing.
if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt="apt-get -qq -o DPkg::Lock::Timeout=300"
  { $apt update && $apt install -y --no-install-recommends chromium; } >/dev/null || echo "chromium could not be installed."
fi
# A second JSON Schema validator, to hold the published schema against.
schema=tests/Domain.Tests/Rules/schema
if [ -f $schema/package-lock.json ] && [ ! -d $schema/node_modules ]; then
  npm ci --prefix $schema --no-audit --no-fund --loglevel=error || echo "npm ci failed in $schema."
fi

if ! dotnet build Reco.sln -v quiet -clp:NoSummary; then
  echo "The build failed."
  echo "0 passed, 1 failed"
  exit 1
fi
# One project after the other: tests that measure time should not compete, and each has a result file of its own. A test that hangs is named and ended.
outcome=0
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  dotnet test "$project" --no-build --nologo -v quiet --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results" \
    --blame-hang-timeout 10min --blame-hang-dump-type none || outcome=1
done

# Sums the counters of every project's result file.
sum() { grep -hoE "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' | awk '{n += $1} END {print n + 0}'; }
total=$(sum total) passed=$(sum passed) executed=$(sum executed)
failed=$((executed - passed)) skipped=$((total - executed))
# A project that died before it could report is a failure too, and so is a run without tests.
if [ "$failed" = 0 ] && { [ $outcome != 0 ] || [ "$passed" = 0 ]; }; then failed=1; fi
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ]
