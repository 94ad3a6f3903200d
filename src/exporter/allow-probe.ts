import { BlockList, isIP } from 'node:net'
import type { Setting } from '../configuration/setting.ts'
import { denyAddress } from '../http/denied-addresses.ts'
import type { LiveTarget } from '../http/target.ts'

/** One place that /probe may read besides the configured targets. */
export interface AllowedPlace {
  /** As written in the configuration. */
  text: string
  hosts: (host: string) => boolean
  ports: ReadonlySet<string>
}

/** Envoy's admin port in App Mesh, and its Agent's. */
const usualPorts: readonly string[] = ['9901', '9902']

/** Reads `probe.allow`: `10.0.0.0/16`, `envoy.shop.local:9901`, `*.shop.local`, `[fd00::]/64`; without a port the usual ones are meant. */
export function readAllowedPlaces(setting: Setting | undefined): AllowedPlace[] {
  return (setting?.items() ?? []).flatMap(item => {
    const text = item.text()
    if (text === undefined) return []
    const place = parsePlace(text)
    if (place === undefined) item.reject('is a host, *.domain, or network in CIDR form, with a port after a colon or without: 10.0.0.0/16:9901')
    return place ?? []
  })
}

function parsePlace(text: string): AllowedPlace | undefined {
  const match = /^(\[[0-9a-f:.]+\](?:\/\d{1,3})?|[^:[\]\s]+)(?::(\d{1,5}))?$/i.exec(text)
  if (match === null) return undefined
  const [, host = '', port] = match
  const ports = new Set(port === undefined ? usualPorts : [port])
  const network = /^\[?([^\]/]+)\]?\/(\d+)$/.exec(host)
  if (network !== null) {
    const [, base = '', bits = ''] = network
    const version = isIP(base)
    if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined
    const list = new BlockList()
    list.addSubnet(base, Number(bits), version === 4 ? 'ipv4' : 'ipv6')
    return { text, ports, hosts: name => isIP(name) === version && list.check(name, version === 4 ? 'ipv4' : 'ipv6') }
  }
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (plain.startsWith('*.')) return { text, ports, hosts: name => isIP(name) === 0 && name.endsWith(plain.slice(1)) && name.length > plain.length - 1 }
  return plain.includes('*') ? undefined : { text, ports, hosts: name => name === plain }
}

/**
 * Why /probe may not read a target that is not among the configured ones; undefined where it may. What a name resolves to is checked once
 * more when it is connected to.
 */
export function refuseProbe(target: LiveTarget, allowed: readonly AllowedPlace[]): string | undefined {
  if (target.socketPath !== undefined) return 'a Unix socket is read only where it is a configured target'
  if (target.basePath !== '') return 'a path is read only where it is a configured target'
  const url = new URL(target.origin)
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase()
  const denied = denyAddress(host)
  if (denied !== undefined) return `${host} is ${denied}: such addresses are never read`
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  if (allowed.some(place => place.ports.has(port) && place.hosts(host))) return undefined
  return 'it is neither a configured target nor in probe.allow of the configuration'
}
