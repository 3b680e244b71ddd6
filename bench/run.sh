#!/usr/bin/env bash
# Builds the Release configuration and measures: bench/run.sh throughput [--yardstick FOLDER] [--rounds 5] [--seconds 8] | latency [--rate 2000] [--seconds 30]
set -euo pipefail
cd "$(dirname "$0")/.."
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
exec artifacts/bin/Bench/release/Reco.Bench "$@"
