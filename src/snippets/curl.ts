export const curl = (): string => `#!/bin/sh
# VideoSDK's REST API by curl, with a token: export VIDEOSDK_TOKEN=$(videosdk-token token --role crawler)
set -eu
: "\${VIDEOSDK_TOKEN:?}"
api=\${VIDEOSDK_API_ENDPOINT:-https://api.videosdk.live}
api=\${api%/}
api=\${api%/v2}

# The token goes into the header bare, without "Bearer", and by stdin, where no process list shows it.
call() {
  printf 'Authorization: %s\\n' "$VIDEOSDK_TOKEN" |
    curl --silent --show-error --fail-with-body --header @- --header 'Content-Type: application/json' "$@"
  echo
}

# Make a room. With an id of your own, making it again gives the same one.
name=demo-$(date +%s)
made=$(call --request POST "$api/v2/rooms" --data "{\\"customRoomId\\":\\"$name\\"}")
echo "$made"

# Is there such a room? Either id will do. Where there is none, the answer is 400.
call "$api/v2/rooms/validate/$name"

# The rooms that there are.
call "$api/v2/rooms?page=1&perPage=20"

# End that room for good. This takes VideoSDK's own id only.
room=$(echo "$made" | sed 's/.*"roomId":"\\([^"]*\\)".*/\\1/')
call --request POST "$api/v2/rooms/deactivate" --data "{\\"roomId\\":\\"$room\\"}"
`
