#!/usr/bin/env bash
# ./test.sh [name...]   all tests, or those of the projects whose name contains one of the words. The last line is "N passed, N failed".
# Results: artifacts/tests/*.trx. One PostgreSQL and one RabbitMQ serve all projects, unless Docker answers: each then has its containers.
set -euo pipefail
cd "$(dirname "$0")"

if [ -z "${HR_TEST_SERVERS:-}" ]; then
  .ci/install-servers.sh postgresql rabbitmq-server chromium curl jq
  .ci/build.sh HumanRights.sln
  export HR_TEST_SERVERS=1
  if ! docker info >/dev/null 2>&1; then
    exec dotnet src/HumanRights.LocalServers/bin/Release/net10.0/HumanRights.LocalServers.dll "$0" "$@"
  fi
fi

# Processes here end soon after they start: compiling a method a second time after 30 calls costs them more than it gives. (Hexadecimal: after 4,096.)
export DOTNET_TC_CallCountThreshold=1000

mkdir -p artifacts/tests
rm -f artifacts/tests/*.trx artifacts/tests/*.counts

run() {
  local name=$1 started=$SECONDS code=0 good bad
  local trx=artifacts/tests/$name.trx log=artifacts/tests/$name.log
  timeout --kill-after=30 900 "tests/$name/bin/Release/net10.0/$name" --report-xunit-trx --report-xunit-trx-filename "$name.trx" --results-directory "$PWD/artifacts/tests" \
    --progress off --no-ansi >"$log" 2>&1 </dev/null || code=$?
  count() { grep -o "<Counters [^>]*" "$trx" 2>/dev/null | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }
  good=$(count passed) bad=$(( $(count failed) + $(count error) ))
  # It ended badly without a failed test to show for it: crashed, or took too long. (8: there are no tests.)
  if [ $code -ne 0 ] && [ $code -ne 8 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$bad" -gt 0 ]; then cat "$log"; fi
  printf '%-45s %4d passed %4d failed %5d s\n' "$name" "$good" "$bad" $((SECONDS - started))
  echo "$good $bad" >"artifacts/tests/$name.counts"
}

# Three at a time, the longest first: two of these mostly wait for restarts and time-outs.
for project in tests/*EndToEnd.Tests tests/*EventSourcing.Tests tests/*AppHost.Tests $(ls -d tests/*.Tests | grep -v -e EventSourcing -e EndToEnd -e AppHost); do
  name=$(basename "$project")
  if [ $# -gt 0 ]; then
    chosen=; for word in "$@"; do case $name in *"$word"*) chosen=yes ;; esac; done
    [ -n "$chosen" ] || continue
  fi
  while [ "$(jobs -rp | wc -l)" -ge 3 ]; do wait -n || true; done
  run "$name" &
done
wait

read -r passed failed < <(cat artifacts/tests/*.counts /dev/null | awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }')
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
