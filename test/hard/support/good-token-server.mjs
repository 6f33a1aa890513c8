/** Good clients of `serve`: an app that asks for a token, makes a meeting with it, and validates that. */
import { inspectToken } from 'videosdk-token'
import { ask } from './ask.mjs'

const MEETINGS = 50

export function visits({ url, apiKey, secret }) {
  const known = new Map()
  const isMeeting = (customRoomId, { status, text, json }) => {
    const { roomId, meetingId } = json
    const right = known.get(customRoomId) ?? roomId
    if (status !== 200 || !/^\w{4}-\w{4}-\w{4}$/.test(roomId) || meetingId !== roomId || roomId !== right)
      return `${status} ${text}`
    known.set(customRoomId, roomId)
    return undefined
  }
  const isToken = (participantId, { status, json: { token } }) => {
    const asked = { apiKey, secret, for: 'join', roomId: 'abcd-efgh-ijkl', participantId }
    const { signature, canJoin, claims } = inspectToken(String(token), asked)
    const right = signature === 'valid' && canJoin && claims.participantId === participantId
    return status === 200 && right ? undefined : `${status} ${signature} ${JSON.stringify(claims)}`
  }
  const isApiToken = ({ status, json: { token } }) => {
    const { signature, canCallApi } = inspectToken(String(token), { apiKey, secret, for: 'api' })
    return status === 200 && signature === 'valid' && canCallApi ? undefined : `${status} ${signature}`
  }
  return async (n, step) => {
    const [me, meeting] = [`guest-${n}`, `standup-${n % MEETINGS}`]
    await step(
      'token to join',
      () => ask(`${url}/get-token?roomId=abcd-efgh-ijkl&participantId=${me}`),
      (answer) => isToken(me, answer),
    )
    const { json } = await step('token', () => ask(`${url}/get-token`), isApiToken)
    const headers = { authorization: json.token }
    const made = await step(
      'create-meeting',
      () => ask(`${url}/create-meeting`, { method: 'POST', headers, body: { customRoomId: meeting } }),
      (answer) => isMeeting(meeting, answer),
    )
    await step(
      'validate-meeting',
      () => ask(`${url}/validate-meeting/${made.json.roomId}`, { method: 'POST', headers }),
      (answer) => isMeeting(meeting, answer),
    )
    await step(
      'validate nobody',
      () => ask(`${url}/validate-meeting/nobody-${n}`, { headers }),
      ({ status, json: { code } }) =>
        status === 404 && code === 'meeting-unknown' ? undefined : `${status} ${code}`,
    )
  }
}
