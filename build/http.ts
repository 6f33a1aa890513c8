/** What is taken of Hono and its server for Node: a file of their own, since `token` has no use for them. */

export { getRequestListener } from '@hono/node-server'
export { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
export { Hono } from 'hono'
export { cors } from 'hono/cors'
export { routePath } from 'hono/route'
export { getPath } from 'hono/utils/url'
