/**
 * What is taken of undici, as exports that an `import()` of the bundle finds: from its parts, since its index has
 * mocks, caches, interceptors and EventSource besides.
 */
// @ts-expect-error: undici has types for its index alone.
import connect from 'undici/lib/api/api-connect.js'
// @ts-expect-error
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'
// @ts-expect-error
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'
// @ts-expect-error
import { fetch } from 'undici/lib/web/fetch/index.js'

// @ts-expect-error
import { WebSocket } from 'undici/lib/web/websocket/websocket.js'

// As its index does: the tunnel of a proxy is opened by it.
Dispatcher.prototype.connect = connect

export { EnvHttpProxyAgent, fetch, WebSocket }
