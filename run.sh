#!/usr/bin/env bash
# ./run.sh              starts everything; data is kept in .local/; Ctrl+C stops all of it
# ./run.sh --fresh      the same, from empty
# ./run.sh --check      once, on free ports in a throw-away directory, with the demo data; exit code 0 only if all is as it should be
# Others: --gateway-port N (0: a free one), --replicas enrolment=2, --data DIR, --Demo:Load false
set -euo pipefail
cd "$(dirname "$0")"

.ci/install-servers.sh postgresql rabbitmq-server
.ci/build.sh HumanRights.AppHost
dotnet src/HumanRights.Identity/bin/Release/net10.0/HumanRights.Identity.dll development-users
exec dotnet HumanRights.AppHost/bin/Release/net10.0/HumanRights.AppHost.dll --Demo:Load true "$@"
