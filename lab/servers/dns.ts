/** A DNS server on loopback that knows a few names (A records) and says NXDOMAIN to all others. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface NameServer { stop(): void }

const typeA = 1

/** Answers A queries from `names` (name without a trailing dot → IPv4 addresses; the map may be changed while it runs). */
export async function startNameServer(address: string, port: number, names: ReadonlyMap<string, readonly string[]>): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (query, sender) => socket.send(answer(query, names), sender.port, sender.address))
  socket.bind(port, address)
  await once(socket, 'listening')
  return { stop: () => void socket.close() }
}

function answer(query: Buffer, names: ReadonlyMap<string, readonly string[]>): Buffer {
  const { name, end } = readName(query)
  const addresses = names.get(name)
  const found = query.readUInt16BE(end) === typeA ? addresses ?? [] : []
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(addresses === undefined ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(found.length, 6)
  header.writeUInt32BE(0, 8)
  // Each record: pointer to the question's name, A, IN, 5 s, four bytes.
  const records = found.map(ip => Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 5, 0, 4, ...ip.split('.').map(Number)]))
  return Buffer.concat([header, query.subarray(12, end + 4), ...records])
}

/** The question's name, lower case, and the offset behind it. */
function readName(query: Buffer): { name: string, end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}
