#!/usr/bin/env bash
# What somebody's CI job does with the tool, offline: every step is checked, and any that fails ends it.
set -euo pipefail

fails_with() {
  local expected=$1 status=0
  shift
  "$@" >out.txt 2>err.txt || status=$?
  if [ "$status" != "$expected" ]; then
    printf 'expected exit %s, got %s: %s\n' "$expected" "$status" "$*" >&2
    cat err.txt >&2
    exit 1
  fi
}

token=$(videosdk-token token --sandbox --role crawler --expires 10m)
meeting=$(videosdk-token create-meeting --sandbox --token "$token")
[[ $meeting =~ ^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$ ]]
printf 'made %s\n' "$meeting"

# Creating with an id of its own can be repeated.
standup=$(videosdk-token create-meeting --sandbox --custom-id standup)
[ "$(videosdk-token create-meeting --sandbox --custom-id standup --json | node -p 'JSON.parse(fs.readFileSync(0)).meetingId')" = "$standup" ]

if videosdk-token validate --sandbox "$meeting"; then echo 'it is there'; fi
if ! videosdk-token validate --sandbox nobody; then echo 'it is not'; fi

videosdk-token list-meetings --sandbox | sort >listed.txt
printf '%s\n' "$meeting" "$standup" | sort | diff - listed.txt
videosdk-token list-meetings --sandbox | head -1 >first.txt
videosdk-token validate --sandbox - <listed.txt | cut -f2 | sort -u

# No, a wrong input, no credentials, a refused token: never mixed up, and nothing on stdout.
fails_with 1 videosdk-token validate --sandbox "$meeting" nobody
fails_with 2 videosdk-token validate --sandbox ''
fails_with 2 videosdk-token create-meeting --sandbox --geo-fence mars
fails_with 3 videosdk-token create-meeting
test ! -s out.txt
expired=$(videosdk-token token --sandbox --fault expired 2>/dev/null)
fails_with 4 videosdk-token validate --sandbox --token "$expired" "$meeting"
test ! -s out.txt
fails_with 5 videosdk-token create-meeting --api-key k --secret-file <(printf '%064d' 1) --endpoint http://127.0.0.1:9 --retries 0
test ! -s out.txt

# What it made, it ends.
videosdk-token list-meetings --sandbox | videosdk-token deactivate-meeting --sandbox - | wc -l
fails_with 1 videosdk-token validate --sandbox "$meeting"
echo done
