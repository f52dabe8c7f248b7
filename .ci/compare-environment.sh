#!/usr/bin/env bash
# .ci/compare-environment.sh <Aspire's manifest> <committed list>: each connection string, service address and setting of the list must be
# among the names real Aspire gives. (What Aspire adds when it runs, not when it publishes, is in no manifest.)
set -euo pipefail

given=$(jq -r '.resources | to_entries[] | .key as $name | (.value.env // {}) | keys[] | "\($name) \(.)"' "$1" | sort)
listed=$(grep -E ' (ConnectionStrings__|services__|Authentication__)' "$2" | sort)
absent=$(comm -13 <(echo "$given") <(echo "$listed"))
[ -z "$absent" ] || { printf 'Aspire does not give:\n%s\n' "$absent" >&2; exit 1; }
echo "Aspire gives all $(echo "$listed" | wc -l) names."
