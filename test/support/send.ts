/** Requests as a client sends them: these headers and no others but Host; no library adds a content type or a body. */
import { request } from 'node:http'

export interface Got {
  readonly status: number
  readonly text: string
  readonly json: Record<string, string>
}

export type Send = (
  method: string,
  path: string,
  headers?: Record<string, string>,
  body?: string,
) => Promise<Got>

/** @param url - asked for with each request, since a server is started later. */
export function sender(url: () => string): Send {
  return (method, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const sent = request(`${url()}${path}`, { method, headers: { ...headers, ...length } }, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, json: JSON.parse(text) }))
      })
      sent.on('error', reject)
      sent.end(body)
    })
}
