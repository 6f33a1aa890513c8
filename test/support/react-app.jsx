/** An app of a few lines on VideoSDK's React client: it joins, shows who is there, and writes down what it is told. */
import { MeetingProvider, useMeeting } from '@videosdk.live/react-sdk'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const note = (event, value = null) => window.seen.push([event, value])
const plain = ({ id, displayName }) => ({ id, name: displayName })

function Meeting() {
  const [code, setCode] = useState()
  const { join, leave, participants } = useMeeting({
    onMeetingJoined: () => note('joined'),
    onMeetingStateChanged: ({ state }) => note('state', state),
    onMeetingLeft: (reason) => note('left', reason),
    onParticipantJoined: (participant) => note('participant-joined', plain(participant)),
    onParticipantLeft: (participant, reason) => note('participant-left', { ...plain(participant), reason }),
    onError: (error) => {
      note('error', { code: error.code, message: error.message })
      setCode(error.code)
    },
  })
  return (
    <>
      <button type="button" onClick={() => join()}>
        Join
      </button>
      <button type="button" onClick={() => leave()}>
        Leave
      </button>
      <p role="alert">{code}</p>
      <ul>
        {[...participants.keys()].map((id) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </>
  )
}

window.joinMeeting = ({ token, ...options }) => {
  const config = { name: 'somebody', micEnabled: false, webcamEnabled: false, ...options }
  createRoot(document.body.appendChild(document.createElement('main'))).render(
    <MeetingProvider token={token} config={config}>
      <Meeting />
    </MeetingProvider>,
  )
}
