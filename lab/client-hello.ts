/** The first bytes of a TLS client, as an application sends them. */
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { connect } from 'node:tls'

/** A ClientHello for this name, one character a byte. */
export async function makeClientHello(name: string): Promise<string> {
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      this.emit('sent', chunk)
      done()
    },
  })
  const sent = once(wire, 'sent') as Promise<[Buffer]>
  const client = connect({ socket: wire, servername: name, rejectUnauthorized: false })
  client.on('error', () => undefined)
  const [bytes] = await sent
  client.destroy()
  return bytes.toString('latin1')
}
