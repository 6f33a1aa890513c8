/** What the door of the sandbox takes of its packages, as exports that an `import()` of the bundle finds. */
import protobuf from 'protobufjs/minimal.js'

export { Server } from 'socket.io'
export { WebSocketServer } from 'ws'
export const { Reader, Writer } = protobuf
