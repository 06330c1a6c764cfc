#!/usr/bin/env bash
# Runs compiled tests with node:test: all but the stress tests, or only the files and folders given.
# The files are named one by one because `node --test FOLDER` works on Node 20 and fails on Node 24,
# and a quoted glob the other way round.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
  listed=$(find "$@" -name '*.test.js' | sort)
else
  listed=$(find dist/test -name '*.test.js' -not -path 'dist/test/stress/*' | sort)
fi
if [ -z "$listed" ]; then
  echo "no compiled test found; run 'npm run build' first" >&2
  exit 1
fi

files=()
while IFS= read -r file; do files+=("$file"); done <<<"$listed"

# Two at a time: many of them start workers of their own.
exec node --test --test-concurrency=2 --test-reporter=spec "${files[@]}" </dev/null
