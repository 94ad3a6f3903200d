/** A DNS server on loopback that knows a few names (A and AAAA records) and says NXDOMAIN to all others. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'

export interface NameServer { stop(): void }

const types = { A: 1, AAAA: 28 }

/**
 * Answers from `names` (name without a trailing dot → addresses; the map may be changed while it runs). IPv6 addresses are written in full or as `::1`.
 * A name without an address of the family asked for exists all the same.
 */
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
  const type = query.readUInt16BE(end)
  const found = type === types.A || type === types.AAAA ? (addresses ?? []).filter(ip => isIPv6(ip) === (type === types.AAAA)) : []
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(addresses === undefined ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(found.length, 6)
  header.writeUInt32BE(0, 8)
  // Each record: pointer to the question's name, its type, IN, 5 s, the address.
  const records = found.map(ip => {
    const bytes = type === types.A ? ip.split('.').map(Number) : [...writeIPv6(ip)]
    return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 5, 0, bytes.length, ...bytes])
  })
  return Buffer.concat([header, query.subarray(12, end + 4), ...records])
}

function writeIPv6(ip: string): Buffer {
  const [head = '', tail = ''] = ip.split('::')
  const words = (text: string): string[] => text === '' ? [] : text.split(':')
  const middle = Array<string>(8 - words(head).length - words(tail).length).fill('0')
  return Buffer.from([...words(head), ...(ip.includes('::') ? middle : []), ...words(tail)].map(word => word.padStart(4, '0')).join(''), 'hex')
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
