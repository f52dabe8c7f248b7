#!/usr/bin/env bash
# .ci/build.sh <project or solution>: a Release build, unless nothing changed since the last one. Leaves no build server behind.
set -euo pipefail
cd "$(dirname "$0")/.."

case $(dotnet --version 2>/dev/null || true) in
  10.*) ;;
  *) echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1 ;;
esac

stamp=artifacts/built/$(basename "$1")
if [ -e "$stamp" ] && [ -z "$(find . -type d \( -name bin -o -name obj -o -name .git -o -name .local -o -name artifacts \) -prune -o \
    -type f -newer "$stamp" \( -name '*.cs' -o -name '*.*proj' -o -name '*.props' -o -name '*.razor' -o -name '*.json' -o -name '*.txt' -o -name '*.sln' -o -name '*.resx' \) -print -quit)" ]; then
  exit 0
fi
echo "Building $(basename "$1")"
mkdir -p artifacts/built
touch "$stamp.started"
# One warm compiler for all projects takes half the time of a cold one for each; it has a name of its own, and ends with the build.
compiler=human-rights-$$
end_compiler() {
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -q -- "-pipename:$compiler "; then kill "${process#/proc/}" 2>/dev/null || true; fi
  done
}
trap end_compiler EXIT
dotnet build "$1" -c Release --nologo -v minimal -nodeReuse:false -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler"
mv "$stamp.started" "$stamp"
