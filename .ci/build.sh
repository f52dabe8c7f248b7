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
dotnet build "$1" -c Release --nologo -v minimal --disable-build-servers
mv "$stamp.started" "$stamp"
