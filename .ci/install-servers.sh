#!/usr/bin/env bash
# Installs what is missing of what it is asked for: postgresql rabbitmq-server chromium, and programs by their packages' names (jq); always the time zones and ICU that .NET needs.
# The servers are ours to start, privately: apt is kept from starting or enabling its own.
set -euo pipefail

missing=()
for wanted in "$@"; do
  case $wanted in
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || compgen -G '/usr/pgsql-*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql) ;;
    rabbitmq-server) [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null || missing+=(rabbitmq-server) ;;
    chromium) command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium) ;;
    *) command -v "$wanted" >/dev/null || missing+=("$wanted") ;;
  esac
done
[ -e /usr/share/zoneinfo/Europe/Lisbon ] || missing+=(tzdata)
compgen -G '/usr/lib*/libicuuc.so.*' >/dev/null || compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null || missing+=(libicu)
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand() {
  echo "$1" >&2
  echo "Please install: ${missing[*]}" >&2
  echo "  (PostgreSQL's initdb and postgres, RabbitMQ's rabbitmq-server and Erlang's epmd must be on PATH; any current version will do.)" >&2
  exit 1
}
command -v apt-get >/dev/null || by_hand "This is no Debian or Ubuntu, so nothing was installed."
root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || by_hand "Installing with apt needs root, and there is no sudo."
  root=(sudo)
fi

echo "Installing with apt: ${missing[*]}"
"${root[@]}" apt-get update -qq
packages=()
for name in "${missing[@]}"; do
  case $name in
    libicu) packages+=("$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -1)") ;;
    # Ubuntu's chromium is a snap, which a server or container cannot run.
    chromium) if grep -q '^ID=ubuntu' /etc/os-release; then echo "No chromium from apt on Ubuntu: tests in a browser need Chrome installed." >&2; else packages+=(chromium); fi ;;
    *) packages+=("$name") ;;
  esac
done
[ ${#packages[@]} -gt 0 ] || exit 0

policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap '"${root[@]}" rm -f $policy' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null
  "${root[@]}" chmod 755 $policy
fi
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
if command -v systemctl >/dev/null; then
  for name in "${packages[@]}"; do
    case $name in postgresql | rabbitmq-server) "${root[@]}" systemctl disable --quiet "$name" 2>/dev/null || true ;; esac
  done
fi
