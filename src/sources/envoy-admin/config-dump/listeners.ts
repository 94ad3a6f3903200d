import { Absent, type Known } from '../../../evidence/absent.ts'
import type { ConfiguredListener } from '../../../evidence/parts.ts'
import { printAddress, readAddress, type Address } from '../address.ts'
import { fields, isFields, records, text, type Fields } from '../fields.ts'
import { readFilterChain, type ReadChain } from './filter-chains.ts'
import type { TlsReader } from './tls.ts'

const directions: Readonly<Record<string, string>> = { INBOUND: 'ingress', OUTBOUND: 'egress' }

export interface ReadListener {
  listener: ConfiguredListener
  chains: readonly ReadChain[]
}

/** Reads envoy.config.listener.v3.Listener. */
export function readListener(value: Fields, name: string, state: string, fixed: boolean, incomplete: Absent | undefined, tls: TlsReader): ReadListener {
  const address = readAddress(value.address)
  const chains = readChains(value, tls)
  const own: Known<readonly ReadChain[]> = chains ?? incomplete ?? new Absent('config_dump', `the dump does not show the filter chains of listener ${name}`)
  const port = address?.port
  return {
    listener: {
      name,
      direction: directions[text(value.traffic_direction) ?? ''] ?? '',
      address: address?.address ?? '',
      ...(port === undefined ? {} : { port }),
      statName: text(value.stat_prefix) ?? printStatName(address),
      state,
      fixed,
      chains: own instanceof Absent ? own : own.map(({ chain }) => chain),
      tls: own instanceof Absent ? own : own.find(({ chain }) => chain.tls !== undefined)?.chain.tls,
    },
    chains: chains ?? [],
  }
}

/** Undefined where the listener shows none: no listener works without, so they are masked or cut away. */
function readChains(value: Fields, tls: TlsReader): readonly ReadChain[] | undefined {
  const all = [...records(value.filter_chains), ...(isFields(value.default_filter_chain) ? [value.default_filter_chain] : [])]
  if (all.length > 0) return all.map(chain => readFilterChain(chain, tls))
  const api = fields(fields(value.api_listener).api_listener)
  if (Object.keys(api).length > 0) return [readFilterChain({ filters: [{ name: api['@type'], typed_config: api }] }, tls)]
  // UDP listeners may do with listener filters; matched chains hang in a tree of their own.
  return isFields(value.udp_listener_config) ? [] : undefined
}

/** The listener's address in the names of its statistics: `0.0.0.0_15000`, `[__]_8080`. Source: Envoy, "Listener statistics". */
function printStatName(address: Address | undefined): string {
  return address === undefined ? '' : printAddress(address).replaceAll(':', '_')
}
