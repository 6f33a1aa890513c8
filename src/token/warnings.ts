/** The closed list of what a command warns of besides `Advice`: not wrong, and worth knowing. Stable, like the codes of errors. */
export const WARNING_CODES = {
  'white-space-dropped': 'White space around a key or a secret was dropped.',
  'dotenv-line': 'A line of the --dotenv file is not read as it was probably meant.',
  'environment-won': 'A --dotenv file or VIDEOSDK_PROFILE was given, and the environment went before it.',
  'token-passed-over': 'A token in the environment would be refused, so another was signed.',
  'endpoint-exposed': 'The endpoint is http: whoever is between can read the token.',
  'id-is-token': 'A token stands where the id of a meeting belongs.',
  'file-not-ignored': 'The file with the token in it would be committed: git does not ignore it.',
  'online-differs': 'VideoSDK answers otherwise than we would; what it says counts.',
} as const

export type WarningCode = keyof typeof WARNING_CODES

export interface Warning {
  readonly code: WarningCode
  readonly message: string
}
