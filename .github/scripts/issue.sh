#!/usr/bin/env bash
# Keep one rolling issue about the URLs that are broken: opened when there are any, updated, closed when there are none.
# Needs: GH_TOKEN, GITHUB_REPOSITORY, RUN_URL, REPORT, VENV.
set -euo pipefail

export marker='<!-- proctor-report'
api="repos/$GITHUB_REPOSITORY"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
"$VENV/bin/python" -I -m proctor github comment "$REPORT" --run-url "$RUN_URL" >"$body"
clean=false
if grep -qx "$marker clean -->" <(sed -n 1p "$body"); then clean=true; fi

issues=$(gh api --method GET --paginate "$api/issues" -f state=open -f 'creator=github-actions[bot]' -F per_page=100 \
  --jq '.[] | select(.pull_request == null and ((.body // "") | startswith(env.marker))) | .number')
issue=$(sed -n 1p <<<"$issues")
if [ -z "$issue" ]; then
  if [ "$clean" = false ]; then
    gh api --method POST "$api/issues" -f 'title=Links that are broken' -F "body=@$body" --silent
  fi
elif [ "$clean" = true ]; then
  gh api --method PATCH "$api/issues/$issue" -F "body=@$body" -f state=closed --silent
else
  gh api --method PATCH "$api/issues/$issue" -F "body=@$body" --silent
fi
