#!/usr/bin/env bash
# ./bench.sh            every benchmark in its quick size, with goals; figures in artifacts/bench/<name>.json
# ./bench.sh rush       by name, in the size of the promises: start, idle, rush, assessment, growth, faults; with --quick in the quick size
set -euo pipefail
cd "$(dirname "$0")"

.ci/install-servers.sh postgresql rabbitmq-server
.ci/build.sh HumanRights.sln
exec dotnet tests/HumanRights.Benchmarks/bin/Release/net10.0/HumanRights.Benchmarks.dll "$@"
