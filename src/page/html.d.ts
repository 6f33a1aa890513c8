/** What the build makes of a page, its style and its script. */
declare module '*.html' {
  export const html: string
  /** As a Content-Security-Policy names them. */
  export const scriptHash: string
  export const styleHash: string
}
