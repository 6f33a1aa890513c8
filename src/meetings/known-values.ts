/** What VideoSDK's server SDK 0.1.1 knows of `geoFence` and of webhook events; a newer VideoSDK may know more. */
export const REGIONS = [
  'us001',
  'us002',
  'uk001',
  'eu001',
  'uae001',
  'in001',
  'in002',
  'in003',
  'sg001',
  'sg002',
  'aus001',
] as const

const RECORDERS = ['recording', 'livestream', 'hls']
const STATES = ['starting', 'started', 'stopping', 'stopped', 'failed']

export const WEBHOOK_EVENTS: readonly string[] = [
  'participant-joined',
  'participant-left',
  'session-started',
  'session-ended',
  ...RECORDERS.flatMap((recorder) => STATES.map((state) => `${recorder}-${state}`)),
  'hls-playable',
]

/** The room's session ends, or the room is deactivated as well. */
export const AUTO_CLOSE_TYPES = ['session-ends', 'session-end-and-deactivate'] as const
