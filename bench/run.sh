#!/usr/bin/env bash
# Builds the Release configuration and measures: bench/run.sh throughput [--yardstick FOLDER] [--rounds 5] [--seconds 8] | latency [--rate 2000] [--seconds 30]
#   | edits [--rate 2000] [--seconds 60] [--edits 200] | rules [--rules 10000] | fold [--seconds 20]
# or fuzzes: bench/run.sh fuzz [--cases 1000000] [--seed 1] [--minutes M]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = fuzz ]; then
  shift
  dotnet build bench/Fuzz -c Release -v quiet -clp:NoSummary
  exec artifacts/bin/Fuzz/release/Reco.Fuzz "$@"
fi
needed=(wrk)
case " $* " in *" --yardstick "*) needed+=(redis-server python3-uvloop python3-redis python3-hiredis python3-httptools python3-uvicorn) ;; esac
missing=()
for package in "${needed[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || { echo "Install first: ${missing[*]}" >&2; exit 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" >/dev/null
fi
dotnet build bench/Bench -c Release -v quiet -clp:NoSummary
# The fold has one core, like a worker; the others choose the cores of what they start.
[ "${1:-}" != fold ] || exec taskset -c 0 artifacts/bin/Bench/release/Reco.Bench "$@"
exec artifacts/bin/Bench/release/Reco.Bench "$@"
