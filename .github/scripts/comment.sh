#!/usr/bin/env bash
# Write or update the one comment of proctor on the pull request that a finished run was of.
# The report is the word of a stranger's run: proctor checks and renders it, and nothing is decided by it. Which pull
# request it belongs to is asked of GitHub: open, of that branch, and still at the commit that was checked.
# Needs: GH_TOKEN, GITHUB_REPOSITORY, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA, RUN_URL, REPORT, VENV.
set -euo pipefail

marker='<!-- proctor-report'
api="repos/$GITHUB_REPOSITORY"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
"$VENV/bin/python" -I -m proctor github comment "$REPORT" --head "$HEAD_SHA" --run-url "$RUN_URL" >"$body"

numbers=$(gh api --method GET --paginate "$api/pulls" -f state=open -f "head=$HEAD_OWNER:$HEAD_BRANCH" -F per_page=100 \
  --jq '.[] | select(.head.sha == env.HEAD_SHA) | .number')
number=$(sed -n 1p <<<"$numbers")
if [ -z "$number" ]; then
  echo "no open pull request is at $HEAD_SHA: a newer run will comment"
  exit 0
fi

export marker
comments=$(gh api --method GET --paginate "$api/issues/$number/comments" -F per_page=100 \
  --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.marker))) | .id')
comment=$(sed -n 1p <<<"$comments")
if [ -n "$comment" ]; then
  gh api --method PATCH "$api/issues/comments/$comment" -F "body=@$body" --silent
elif ! grep -qx "$marker clean -->" <(sed -n 1p "$body"); then
  gh api --method POST "$api/issues/$number/comments" -F "body=@$body" --silent
fi
