import { BlockList, isIP } from 'node:net'

/**
 * Where no Envoy is ever read, whatever names it: link-local addresses, on which clouds serve the credentials of the machine, the metadata
 * services that lie elsewhere, unspecified and multicast addresses, and IPv6 forms that lead to the same places.
 * Sources: RFC 3927, 4291, 6052, 3056; the metadata services of AWS (IPv6 fd00:ec2::254), Alibaba Cloud (100.100.100.200) and Oracle (192.0.0.192).
 */
const denied: readonly (readonly [string, number, 'ipv4' | 'ipv6', string])[] = [
  ['169.254.0.0', 16, 'ipv4', 'link-local'], ['0.0.0.0', 8, 'ipv4', 'unspecified'], ['224.0.0.0', 4, 'ipv4', 'multicast'], ['255.255.255.255', 32, 'ipv4', 'broadcast'],
  ['100.100.100.200', 32, 'ipv4', 'a metadata service'], ['192.0.0.192', 32, 'ipv4', 'a metadata service'],
  ['fe80::', 10, 'ipv6', 'link-local'], ['::', 128, 'ipv6', 'unspecified'], ['ff00::', 8, 'ipv6', 'multicast'], ['fd00:ec2::254', 128, 'ipv6', 'a metadata service'],
  ['64:ff9b::a9fe:0', 112, 'ipv6', 'link-local'], ['64:ff9b::6464:64c8', 128, 'ipv6', 'a metadata service'], ['2002:a9fe::', 32, 'ipv6', 'link-local'],
]

const lists = new Map<string, BlockList>()
for (const [address, bits, family, what] of denied) {
  const list = lists.get(what) ?? new BlockList()
  list.addSubnet(address, bits, family)
  lists.set(what, list)
}

/** Why this IP address is not connected to (`link-local`), or undefined where it may be. A text that is no address has no reason here. */
export function denyAddress(text: string): string | undefined {
  const address = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(address)
  if (version === 0) return undefined
  const mapped = version === 6 ? unmap(address) : undefined
  for (const [what, list] of lists) {
    if (mapped !== undefined ? list.check(mapped, 'ipv4') : list.check(address, version === 4 ? 'ipv4' : 'ipv6')) return what
  }
  return undefined
}

/** `::ffff:169.254.169.254` and `::ffff:a9fe:a9fe` mean the IPv4 address; so does the older `::a9fe:a9fe`. */
function unmap(address: string): string | undefined {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const match = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (match === null) return undefined
  const [high, low] = [parseInt(match[1] ?? '', 16), parseInt(match[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
