/** A frame of the chat socket: `ClientMessage { Publish publish = 3 }`, its texts shorter than 128 bytes. */
export function publishFrame({ topic, message, requestId }) {
  const text = (field, value) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes])
  }
  const fields = Buffer.concat([text(1, topic), text(3, message), text(10, requestId)])
  return Buffer.concat([Buffer.from([0x1a, fields.length]), fields])
}
