export const js =
  (): string => `// A client of "videosdk-token serve", for browsers, React Native and Node. There is nothing to install.
// The address as serve prints it, with its access key where it has one.
const SERVER = 'http://127.0.0.1:9000'

/** A token; \`wish\` may have roomId, participantId, permissions and expiresIn, within what the server allows. */
export async function fetchToken(wish = {}) {
  const { token } = await post('/get-token', wish)
  return token
}

/** The id of a new meeting. The server has a token of its own for it. */
export async function createMeeting() {
  const { meetingId } = await post('/create-meeting')
  return meetingId
}

/** Whether there is such a meeting. */
export async function validateMeeting(meetingId) {
  try {
    await post(\`/validate-meeting/\${encodeURIComponent(meetingId)}\`)
    return true
  } catch (error) {
    if (error.status === 404) return false
    throw error
  }
}

async function post(path, body = {}) {
  const answer = await fetch(SERVER + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const result = await answer.json()
  if (answer.ok) return result
  throw Object.assign(new Error(result.message), { status: answer.status, code: result.code })
}
`
