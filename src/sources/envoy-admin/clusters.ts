import { Absent } from '../../evidence/absent.ts'
import type { ClusterStatusPart, ClustersPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Endpoint } from '../../evidence/schema.ts'
import { readAddress } from './address.ts'
import { ClustersText } from './clusters-text.ts'
import { fields, isFields, records, text, type Fields } from './fields.ts'
import { describeHealth } from './host-health.ts'
import { JsonSlices, type SliceReceiver } from './json-slices.ts'
import { readThresholds } from './thresholds.ts'

/** More blanks or odd bytes than this, and it is text. */
const longestHead = 4096

/**
 * Reads /clusters while its bytes arrive, JSON or text. Only active clusters stand there: one that is missing is warming, where the answer
 * is complete. Never throws; a cut answer gives the clusters that were complete (JSON) or the lines that were (text).
 */
export class ClustersReader implements SliceReceiver {
  readonly #source: string
  readonly #problems: Problem[]
  readonly #clusters: ClusterStatusPart[] = []
  /** What came before the first character that tells the form. */
  #head = Buffer.alloc(0)
  #json: JsonSlices | undefined
  #lines: ClustersText | undefined
  /** The list of clusters, or something else, stands in the answer; a proxy without clusters prints an empty object. */
  #listed = false
  #foreign = false
  #unread = 0

  constructor(source: string, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
  }

  write(chunk: Uint8Array): void {
    if (this.#json === undefined && this.#lines === undefined) {
      this.#head = Buffer.concat([this.#head, chunk])
      const first = this.#head.find(byte => byte > 0x20 && byte < 0x80)
      if (first === undefined && this.#head.length < longestHead) return
      if (first === 0x7b) this.#json = new JsonSlices(this)
      else this.#lines = new ClustersText()
      chunk = this.#head
      this.#head = Buffer.alloc(0)
    }
    this.#json?.write(chunk)
    this.#lines?.write(chunk)
  }

  /** Ends the answer; undefined where nothing in it is of /clusters: that nothing could be read does not say that there are no clusters. */
  finish(): ClustersPart | undefined {
    if (this.#lines !== undefined) return this.#finishText(this.#lines)
    if (this.#json !== undefined) return this.#finishJson(this.#json)
    this.#note('it is empty')
    return undefined
  }

  #finishText(text: ClustersText): ClustersPart | undefined {
    const { clusters, odd, filtered, cut } = text.end()
    if (filtered > 0) this.#note(`${filtered} of ${clusters.length} clusters show only some of their lines: what is missing may exist`)
    if (odd > 0) this.#note(`${odd} ${odd === 1 ? 'line is' : 'lines are'} not of the form cluster::key::value`)
    return clusters.length === 0 ? undefined : { clusters, complete: filtered === 0 && odd === 0 && !cut }
  }

  #finishJson(json: JsonSlices): ClustersPart | undefined {
    const { bytes, complete } = json.end()
    if (!complete) this.#note(`the answer ends in the middle, after ${bytes} bytes: clusters behind it are unknown`)
    else if (this.#foreign && !this.#listed) this.#note('it holds no cluster_statuses')
    if (this.#unread > 0) this.#note(`${this.#unread} ${this.#unread === 1 ? 'cluster' : 'clusters'} could not be read`)
    if (this.#clusters.length === 0 && (!complete || !this.#listed && this.#foreign || this.#unread > 0)) return undefined
    return { clusters: this.#clusters, complete: complete && this.#unread === 0 }
  }

  begin(): void {
    // The only object that counts is the document.
  }

  end(): void {
    // As above.
  }

  member(): void {
    this.#foreign = true
  }

  wants(key: string): boolean {
    if (key === 'cluster_statuses') return this.#listed = true
    this.#foreign = true
    return false
  }

  element(_key: string, value: unknown): void {
    const status = fields(value)
    const name = text(status.name)
    if (name === undefined) this.#unread++
    else this.#clusters.push(readStatus(name, status))
  }

  lost(): void {
    this.#unread++
  }

  stray(): void {
    this.#unread++
  }

  #note(message: string): void {
    this.#problems.push({ source: this.#source, message })
  }
}

/** Reads a whole /clusters answer. */
export function parseClusters(answer: string, source: string, problems: Problem[]): ClustersPart | undefined {
  const reader = new ClustersReader(source, problems)
  reader.write(Buffer.from(answer))
  return reader.finish()
}

function readStatus(name: string, status: Fields): ClusterStatusPart {
  return {
    name,
    addedViaApi: status.added_via_api === true,
    edsServiceName: text(status.eds_service_name),
    thresholds: isFields(status.circuit_breakers)
      ? readThresholds(status.circuit_breakers.thresholds)
      : new Absent('clusters', `/clusters does not show the limits of ${name}`),
    endpoints: records(status.host_statuses).map(readHost),
  }
}

/** In JSON each flag is a field; their names in text are what evidence has. In the order of the text. */
const flags: readonly (readonly [string, string])[] = [
  ['failed_active_health_check', 'failed_active_hc'],
  ['failed_outlier_check', 'failed_outlier_check'],
  ['failed_active_degraded_check', 'degraded_active_hc'],
  ['pending_dynamic_removal', 'pending_dynamic_removal'],
  ['pending_active_hc', 'pending_active_hc'],
  ['excluded_via_immediate_hc_fail', 'excluded_via_immediate_hc_fail'],
  ['active_hc_timeout', 'active_hc_timeout'],
  ['failed_degraded_outlier_detection', 'degraded_outlier_detection'],
]

const edsFlags: ReadonlyMap<string, string> = new Map([
  ['UNHEALTHY', 'failed_eds_health'], ['TIMEOUT', 'failed_eds_health'], ['DRAINING', 'eds_status_draining'], ['DEGRADED', 'degraded_eds_health'],
])

function readHost(host: Fields): Endpoint {
  const at = readAddress(host.address)
  const health = fields(host.health_status)
  const set = flags.filter(([field]) => health[field] === true).map(([, flag]) => flag)
  const eds = edsFlags.get(text(health.eds_health_status) ?? '')
  if (eds !== undefined) set.push(eds)
  return { address: at?.address ?? '', port: at?.port ?? 0, hostname: text(host.hostname), ...describeHealth(set) }
}
