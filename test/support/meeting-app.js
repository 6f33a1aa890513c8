/** An app of a few lines on VideoSDK's client: it joins a meeting, and writes down what it is told. It runs in a page. */

window.seen = []
window.entries = {}
window.openSockets = []

// So that a test can break them.
window.WebSocket = class extends window.WebSocket {
  constructor(...args) {
    super(...args)
    window.openSockets.push(this)
  }
}

window.joinMeeting = ({ token, ...options }) => {
  const note = (event, value = null) => window.seen.push([event, value])
  const plain = ({ id, displayName, metaData }) => ({ id, name: displayName, metaData })
  window.VideoSDK.config(token)
  const meeting = window.VideoSDK.initMeeting({
    micEnabled: false,
    webcamEnabled: false,
    name: 'somebody',
    ...options,
  })
  window.meeting = meeting
  meeting.on('meeting-joined', () => note('joined'))
  meeting.on('meeting-left', (reason) => note('left', reason))
  meeting.on('meeting-state-changed', (state) => note('state', state))
  meeting.on('participant-joined', (participant) => {
    note('participant-joined', plain(participant))
    participant.on('media-status-changed', (status) =>
      note('media-status-changed', { id: participant.id, ...status }),
    )
  })
  meeting.on('participant-left', (participant, reason) =>
    note('participant-left', { ...plain(participant), reason }),
  )
  meeting.on('entry-requested', ({ participantId, name, allow, deny }) => {
    window.entries[participantId] = { allow, deny }
    note('entry-requested', { participantId, name })
  })
  meeting.on('entry-responded', (...answer) => note('entry-responded', answer))
  meeting.on('mic-requested', ({ participantId }) => note('mic-requested', participantId))
  meeting.on('webcam-requested', ({ participantId }) => note('webcam-requested', participantId))
  meeting.on('error', ({ code, name, message }) => note('error', { code, name, message }))
  Promise.resolve(meeting.join()).then(
    () => note('join resolved'),
    ({ code, message }) => note('join rejected', { code, message }),
  )
}

/** From 1.0 on a listener is an object; before, it is a function, and what was kept is the answer. */
window.subscribe = async (topic, options) => {
  const note =
    (kind) =>
    ({ message, payload = null, senderId, senderName }) =>
      window.seen.push([kind, { topic, message, payload, senderId, senderName }])
  const { isOldClient } = window
  const listener = isOldClient
    ? note('chat')
    : {
        onMessageReceived: note('chat'),
        onOldMessagesReceived: (messages) => {
          for (const message of messages) note('old chat')(message)
        },
      }
  window.listeners = { ...window.listeners, [topic]: listener }
  const kept = await window.meeting.pubSub.subscribe(topic, listener, options)
  if (isOldClient) for (const message of kept) note('old chat')(message)
}

window.unsubscribe = (topic) => window.meeting.pubSub.unsubscribe(topic, window.listeners[topic])
