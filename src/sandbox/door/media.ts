/**
 * What a mediasoup server says of itself. A client measures its own devices against it before it joins, and
 * publishes by it; nothing answers at the other end, and no candidate says where that would be.
 */
import { randomBytes, randomUUID } from 'node:crypto'

const VIDEO_FEEDBACK = [
  { type: 'nack', parameter: '' },
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'goog-remb', parameter: '' },
  { type: 'transport-cc', parameter: '' },
]

const video = (mimeType: string, payload: number, parameters: object): object[] => [
  {
    kind: 'video',
    mimeType,
    preferredPayloadType: payload,
    clockRate: 90_000,
    parameters: { 'x-google-start-bitrate': 1_000, ...parameters },
    rtcpFeedback: VIDEO_FEEDBACK,
  },
  {
    kind: 'video',
    mimeType: 'video/rtx',
    preferredPayloadType: payload + 1,
    clockRate: 90_000,
    parameters: { apt: payload },
    rtcpFeedback: [],
  },
]

const extension = (
  kind: 'audio' | 'video',
  uri: string,
  preferredId: number,
  direction = 'sendrecv',
): object => ({
  kind,
  uri,
  preferredId,
  preferredEncrypt: false,
  direction,
})

const RTP = 'urn:ietf:params:rtp-hdrext'
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01'
const SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time'

/** `RtpCapabilities` of mediasoup, as its documentation has them: opus, VP8 and H264. */
export const ROUTER_RTP_CAPABILITIES = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: 100,
      clockRate: 48_000,
      channels: 2,
      parameters: {},
      rtcpFeedback: [
        { type: 'nack', parameter: '' },
        { type: 'transport-cc', parameter: '' },
      ],
    },
    ...video('video/VP8', 101, {}),
    ...video('video/H264', 103, {
      'packetization-mode': 1,
      'profile-level-id': '42e01f',
      'level-asymmetry-allowed': 1,
    }),
  ],
  headerExtensions: [
    extension('audio', `${RTP}:sdes:mid`, 1),
    extension('video', `${RTP}:sdes:mid`, 1),
    extension('video', `${RTP}:sdes:rtp-stream-id`, 2, 'recvonly'),
    extension('video', `${RTP}:sdes:repaired-rtp-stream-id`, 3, 'recvonly'),
    extension('audio', SEND_TIME, 4),
    extension('video', SEND_TIME, 4),
    extension('audio', TRANSPORT_CC, 5, 'recvonly'),
    extension('video', TRANSPORT_CC, 5),
    extension('audio', `${RTP}:ssrc-audio-level`, 10),
    extension('video', 'urn:3gpp:video-orientation', 11),
    extension('video', `${RTP}:toffset`, 12),
  ],
} as const

/** A transport whose other end is nowhere: without a candidate a client publishes, and waits in peace. */
export function newTransport(): object {
  return {
    id: randomUUID(),
    iceParameters: {
      usernameFragment: randomBytes(8).toString('hex'),
      password: randomBytes(16).toString('hex'),
      iceLite: true,
    },
    iceCandidates: [],
    dtlsParameters: {
      role: 'auto',
      fingerprints: [{ algorithm: 'sha-256', value: fingerprint() }],
    },
    sctpParameters: { port: 5_000, OS: 1_024, MIS: 1_024, maxMessageSize: 262_144 },
  }
}

function fingerprint(): string {
  return Array.from(randomBytes(32), (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':')
}
