import { Absent } from '../../evidence/absent.ts'
import type { ClusterStatusPart } from '../../evidence/parts.ts'
import { parseAddress } from './address.ts'
import { describeHealth } from './host-health.ts'
import { readThreshold } from './thresholds.ts'

interface Host { flags: readonly string[] | undefined, hostname: string | undefined }

interface Building {
  addedViaApi: boolean
  edsServiceName: string | undefined
  limits: Partial<Record<'default' | 'high', Record<string, string>>>
  hosts: Map<string, Host>
}

/** A longer line is none that Envoy wrote. */
const longestLine = 64 * 1024

/** Lines about a whole cluster: `name::added_via_api::true`. */
const clusterLine = /^(.+)::(observability_name|eds_service_name|added_via_api|version_info)::(.*)$/
const limitLine = /^(.+)::(default|high)_priority::(max_\w+)::(\d+)$/
const outlierLine = /^(.+)::outlier::\w+::[^:]*$/
/** Lines about a host: `name::10.0.0.7:8080::health_flags::healthy`; statistics have any lower-case name. */
const hostLine = /^(.+)::(hostname|health_flags|region|zone|sub_zone)::(.*)$/
const hostNumber = /^(.+)::([a-z_]+)::(-?[\d.]+|true|false)$/
/** An address at the end of `name::address`, as Envoy prints it: IPv4, bracketed IPv6, the path of a pipe, an internal listener. */
const addressAtEnd = /^(.*?)::(\[[^\]]{0,80}\]:\d+|[^:/[\]]+:\d+|\/.*|envoy:\/\/.*)$/

/**
 * Reads the text form of /clusters line by line. Names and IPv6 addresses may hold `::`, the separator, so lines are taken apart
 * from their end, and a cluster's own lines, which come before its hosts, tell where its name ends.
 */
export class ClustersText {
  readonly #decoder = new TextDecoder()
  readonly #clusters = new Map<string, Building>()
  #rest = ''
  /** Inside a line that is too long. */
  #skipping = false
  /** Name of the last cluster that had a line of its own. */
  #current = ''
  #odd = 0

  write(chunk: Uint8Array): void {
    let text = this.#rest + this.#decoder.decode(chunk, { stream: true })
    if (this.#skipping) {
      const newline = text.indexOf('\n')
      if (newline < 0) return
      text = text.slice(newline + 1)
      this.#skipping = false
    }
    const lines = text.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#readLine(line)
    if (this.#rest.length <= longestLine) return
    this.#odd++
    this.#rest = ''
    this.#skipping = true
  }

  /**
   * Ends the text; `odd` counts the lines that no cluster has, `filtered` the clusters whose own lines are missing; `cut` where the last line
   * does not end, as each of Envoy's does.
   */
  end(): { clusters: readonly ClusterStatusPart[], odd: number, filtered: number, cut: boolean } {
    const last = this.#rest + this.#decoder.decode()
    this.#readLine(last)
    const clusters = [...this.#clusters].map(([name, building]) => finish(name, building))
    return { clusters, odd: this.#odd, cut: last !== '', filtered: clusters.filter(({ thresholds }) => thresholds instanceof Absent).length }
  }

  #readLine(raw: string): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line.trim() === '') return
    if (line.length <= longestLine && (this.#readLimit(line) || this.#readClusterLine(line) || this.#readHostLine(line))) return
    this.#odd++
  }

  #readLimit(line: string): boolean {
    const [, name, priority, key, value] = limitLine.exec(line) ?? []
    if (name === undefined) {
      const outlier = outlierLine.exec(line)?.[1]
      if (outlier !== undefined) this.#open(outlier)
      return outlier !== undefined
    }
    const { limits } = this.#open(name)
    const limit = limits[priority === 'high' ? 'high' : 'default'] ??= {}
    limit[key ?? ''] = value ?? ''
    return true
  }

  #readClusterLine(line: string): boolean {
    const [, name, key, value = ''] = clusterLine.exec(line) ?? []
    if (name === undefined) return false
    const cluster = this.#open(name)
    if (key === 'added_via_api') cluster.addedViaApi = value === 'true'
    if (key === 'eds_service_name' && value !== '') cluster.edsServiceName = value
    return true
  }

  #readHostLine(line: string): boolean {
    const [, place, key, value = ''] = hostLine.exec(line) ?? hostNumber.exec(line) ?? []
    if (place === undefined) return false
    const [name, address] = this.#splitPlace(place)
    if (address === undefined) return false
    const { hosts } = this.#clusters.get(name) ?? this.#add(name)
    const host = hosts.get(address) ?? { flags: undefined, hostname: undefined }
    hosts.set(address, host)
    if (key === 'health_flags') host.flags = readFlags(value)
    if (key === 'hostname' && value !== '') host.hostname = value
    return true
  }

  #splitPlace(place: string): [string, string | undefined] {
    if (this.#current !== '' && place.startsWith(`${this.#current}::`)) return [this.#current, place.slice(this.#current.length + 2)]
    const [, name, address] = addressAtEnd.exec(place) ?? []
    return [name ?? '', address]
  }

  #open(name: string): Building {
    this.#current = name
    return this.#clusters.get(name) ?? this.#add(name)
  }

  #add(name: string): Building {
    const made: Building = { addedViaApi: false, edsServiceName: undefined, limits: {}, hosts: new Map() }
    this.#clusters.set(name, made)
    return made
  }
}

/** Envoy says `healthy` where no flag is set: a line that says nothing was cut, and tells nothing. */
function readFlags(value: string): readonly string[] | undefined {
  const flags = value.split('/').filter(flag => flag !== '')
  return flags.length === 0 ? undefined : value === 'healthy' ? [] : flags
}

/** Envoy prints the limits of every cluster: one without them was filtered out of a longer text. */
function finish(name: string, { addedViaApi, edsServiceName, limits, hosts }: Building): ClusterStatusPart {
  const known = [limits.default && readThreshold('DEFAULT', limits.default), limits.high && readThreshold('HIGH', limits.high)]
    .filter(threshold => threshold !== undefined)
  return {
    name, addedViaApi, edsServiceName,
    thresholds: known.length > 0 ? known : new Absent('clusters', `the text of /clusters does not show the limits of ${name}`),
    endpoints: [...hosts].map(([printed, { flags, hostname }]) => {
      const { address, port } = parseAddress(printed)
      const health = flags === undefined ? { ...describeHealth([]), state: 'health not shown' } : describeHealth(flags)
      return { address, port: port ?? 0, hostname, ...health }
    }),
  }
}
