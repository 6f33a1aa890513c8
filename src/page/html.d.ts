/** What the build makes of `page.html`, its style and its script. */
declare module '*.html' {
  /** `data-limits` of its body is empty, to be filled in. */
  export const html: string
  /** As a Content-Security-Policy names them. */
  export const scriptHash: string
  export const styleHash: string
}
