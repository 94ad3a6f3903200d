import { Absent, type Known } from '../../../evidence/absent.ts'
import type { ConfiguredListener } from '../../../evidence/parts.ts'
import { printAddress, readAddress, type Address } from '../address.ts'
import type { Rejection } from '../../../evidence/schema.ts'
import { fields, isFields, milliseconds, records, text, type Fields } from '../fields.ts'
import { readFilterChain, type ReadChain } from './filter-chains.ts'
import { failedConfiguration, RejectionList } from './rejections.ts'
import type { TlsReader } from './tls.ts'

const directions: Readonly<Record<string, string>> = { INBOUND: 'ingress', OUTBOUND: 'egress' }

type Origin = 'static' | 'dynamic' | 'active' | 'warming' | 'draining'

/** Versions of one listener, the one that takes connections first. */
const versions = [['active_state', 'active'], ['warming_state', 'warming'], ['draining_state', 'draining']] as const

/** Whether an element of dynamic_listeners shows the listener in any state; without one, nothing of it is known but its name. */
export function hasListenerState(element: Fields): boolean {
  return isFields(element.error_state) || versions.some(([key]) => isFields(element[key]))
}

/** The listeners of a dump, each name once, and what Envoy refused of them. */
export class ListenerList {
  readonly #tls: TlsReader
  readonly #listeners: ConfiguredListener[] = []
  readonly #rejections: RejectionList
  /** Chains of the listeners that were accepted. */
  readonly chains: ReadChain[] = []

  constructor(source: string, tls: TlsReader) {
    this.#tls = tls
    this.#rejections = new RejectionList(source)
  }

  /** Adds one element of the section; returns the newest time in its states, milliseconds since the epoch. */
  add(element: Fields, origin: Origin, incomplete: Absent | undefined): number | undefined {
    if (origin !== 'dynamic') {
      this.#push(element.listener, text(element.name), origin === 'static' ? 'active' : origin, origin === 'static', incomplete)
      return undefined
    }
    const name = text(element.name)
    const error = element.error_state
    if (isFields(error)) this.#rejections.add(name, error)
    const [current] = versions.filter(([key]) => isFields(element[key]))
    if (current !== undefined) this.#push(fields(element[current[0]]).listener, name, current[1], false, incomplete)
    else if (name !== undefined && isFields(error)) this.#push(failedConfiguration(error), name, 'rejected', false, incomplete)
    const times = [...versions.map(([key]) => fields(element[key]).last_updated), fields(error).last_update_attempt]
    return times.map(milliseconds).filter(time => time !== undefined).sort((a, b) => b - a)[0]
  }

  all(): readonly ConfiguredListener[] {
    return this.#listeners
  }

  rejections(): readonly Rejection[] {
    return this.#rejections.all()
  }

  #push(value: unknown, name: string | undefined, state: string, fixed: boolean, incomplete: Absent | undefined): void {
    const listener = fields(value)
    const read = readListener(listener, text(listener.name) ?? name ?? '', state, fixed, incomplete, this.#tls)
    this.#listeners.push(read.listener)
    if (state !== 'rejected') this.chains.push(...read.chains)
  }
}

interface ReadListener {
  listener: ConfiguredListener
  chains: readonly ReadChain[]
}

/** Reads envoy.config.listener.v3.Listener. */
function readListener(value: Fields, name: string, state: string, fixed: boolean, incomplete: Absent | undefined, tls: TlsReader): ReadListener {
  const address = readAddress(value.address)
  const chains = readChains(value, tls)
  const own: Known<readonly ReadChain[]> = chains ?? incomplete ?? new Absent('config_dump', `the dump does not show the filter chains of listener ${name}`)
  return {
    listener: {
      name,
      direction: directions[text(value.traffic_direction) ?? ''] ?? '',
      address: address?.address ?? '',
      port: address?.port,
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
