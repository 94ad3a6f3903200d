import { isKnown, orElse } from '../../evidence/absent.ts'
import type { ClusterRow } from '../../proxy/clusters.ts'
import type { EndpointRow } from '../../proxy/endpoints.ts'
import type { RouteRow } from '../../proxy/routes.ts'
import type { ListedValue } from '../../evidence/listed-stats.ts'
import { mapKnown } from '../../proxy/clusters.ts'
import { escapeText } from '../escape.ts'
import { cutMiddle } from '../text/cut.ts'
import { formatMoment, formatNumber } from '../phrases.ts'
import type { CellValue, SheetLooks } from './sheet-columns.ts'

const list = (items: readonly string[]): string | undefined => items.length === 0 ? undefined : items.join(', ')
const filled = (text: string): CellValue => text === '' ? undefined : text
const moment = (date: Date | undefined): CellValue => date === undefined ? undefined : formatMoment(date.toISOString())

/** The columns of every table, in the order of `istioctl proxy-config` where that has them. `spare` ones go first on a narrow terminal. */
export const looks: SheetLooks = {
  clusters: {
    title: 'Clusters',
    columns: [
      { title: 'cluster', flexible: true, name: true, cell: row => shorten(row.label) },
      { title: 'protocol', cell: row => row.protocol },
      { title: 'port', right: true, cell: row => row.port },
      { title: 'direction', cell: row => filled(row.direction) },
      { title: 'type', spare: true, cell: row => row.type },
      { title: 'state', cell: row => row.state },
      { title: 'healthy', right: true, cell: row => row.type === 'ORIGINAL_DST' ? undefined : mapKnown(row.hosts, ({ healthy, total }) => `${healthy} of ${total}`) },
      { title: 'TLS', cell: row => row.tls },
      { title: 'health check', flexible: true, spare: true, cell: row => row.healthCheck },
      { title: 'name', flexible: true, spare: true, name: true, cell: row => row.name === row.label ? undefined : row.name },
    ],
    severity: judgeCluster,
  },
  listeners: {
    title: 'Listeners',
    columns: [
      { title: 'address', flexible: true, name: true, cell: row => row.address },
      { title: 'port', right: true, cell: row => row.port },
      { title: 'direction', spare: true, cell: row => filled(row.direction) },
      { title: 'state', cell: row => row.state },
      { title: 'match', flexible: true, name: true, cell: row => mapKnown(row.match, match => match.replace(/(?<=.); any IPv4$/, '')) },
      { title: 'destination', flexible: true, name: true, cell: row => mapKnown(row.destination, text => filled(shorten(text.replace(/^cluster /, '')))) },
      { title: 'TLS', cell: row => row.tls },
      { title: 'name', flexible: true, spare: true, name: true, cell: row => row.name },
    ],
    severity: ({ state }) => state === 'rejected' ? 'error' : state === 'warming' ? 'warning' : undefined,
  },
  routes: {
    title: 'Routes',
    columns: [
      { title: 'configuration', heads: true, name: true, cell: row => row.routeConfig },
      { title: 'domains', flexible: true, name: true, cell: row => list(foldPorts(row.domains)) },
      { title: 'match', flexible: true, name: true, cell: row => row.match },
      { title: 'to', flexible: true, name: true, cell: describeTarget },
      { title: 'timeout', right: true, cell: row => row.timeout === undefined ? undefined : row.timeout === 0 ? 'off' : `${formatNumber(row.timeout)} s` },
      { title: 'retries', cell: describeRetries },
      { title: 'retried on', flexible: true, spare: true, cell: row => row.retryOn },
      { title: 'virtual host', flexible: true, spare: true, name: true, cell: row => row.virtualHost },
    ],
    severity: ({ action, used }) => action === 'no route' && used ? 'warning' : undefined,
  },
  endpoints: {
    title: 'Endpoints',
    columns: [
      { title: 'endpoint', flexible: true, name: true, cell: ({ address, port }) => address === undefined ? undefined : port === undefined ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}` },
      { title: 'state', cell: describeState },
      { title: 'cluster', flexible: true, name: true, cell: row => shorten(row.label) },
      { title: 'protocol', spare: true, cell: row => row.protocol },
      { title: 'direction', spare: true, cell: row => filled(row.direction) },
      { title: 'host name', flexible: true, spare: true, name: true, cell: row => row.hostname },
      { title: 'name of the cluster', flexible: true, spare: true, name: true, cell: row => row.cluster === row.label ? undefined : row.cluster },
    ],
    severity: judgeEndpoint,
  },
  secrets: {
    title: 'Secrets',
    columns: [
      { title: 'secret', flexible: true, name: true, cell: row => row.name },
      { title: 'state', cell: row => row.state },
      { title: 'kind', cell: row => row.kind },
      { title: 'names in it', flexible: true, name: true, cell: row => list(row.sans) },
      { title: 'used by', flexible: true, name: true, cell: row => mapKnown(row.usedBy, list) },
      { title: 'updated', spare: true, cell: row => moment(row.updatedAt) },
    ],
    severity: ({ state }) => state === 'warming' ? 'warning' : undefined,
  },
  certificates: {
    title: 'Certificates',
    columns: [
      { title: 'role', cell: row => row.role },
      { title: 'days left', right: true, cell: row => row.daysLeft },
      { title: 'until', cell: row => row.notAfter === undefined ? undefined : row.notAfter.toISOString().slice(0, 10) },
      { title: 'names', flexible: true, name: true, cell: row => list(row.sans) },
      { title: 'file', flexible: true, name: true, cell: row => filled(row.path) },
      { title: 'serial', flexible: true, spare: true, name: true, cell: row => filled(row.serial) },
    ],
    severity: ({ status }) => status === 'expired' ? 'error' : status === 'ends soon' ? 'warning' : undefined,
  },
  settings: {
    title: 'Bootstrap',
    columns: [
      { title: 'section', heads: true, cell: row => row.section },
      { title: 'setting', flexible: true, name: true, cell: row => filled(row.setting) },
      { title: 'value', flexible: true, name: true, cell: row => filled(row.value) },
    ],
  },
  statistics: {
    title: 'Statistics',
    columns: [
      { title: 'scope', heads: true, cell: row => filled(row.scope) },
      { title: 'statistic', flexible: true, name: true, cell: row => row.name.slice(row.scope === '' ? 0 : row.scope.length + 1) },
      { title: 'value', right: true, cell: row => showStat(row.value) },
      { title: 'growth', right: true, cell: row => row.growth === undefined ? undefined : mapKnown(row.growth, growth => growth > 0 ? `+${formatNumber(growth)}` : formatNumber(growth)) },
      { title: 'a second', right: true, cell: row => row.perSecond === undefined ? undefined : mapKnown(row.perSecond, formatNumber) },
    ],
  },
}

/** App Mesh's own clusters, in words that leave room; the column with the whole name has the name. */
const shorten = (label: string): string => label.replace(/^(?:destinations )?(.+) \((?:amazonaws|mesh-allow-all)\)$/, '$1')

function judgeCluster({ hosts, state }: ClusterRow): 'error' | 'warning' | undefined {
  if (isKnown(hosts) && hosts.total > 0 && hosts.healthy === 0) return 'error'
  return state === 'warming' || (isKnown(hosts) && hosts.healthy < hosts.total) ? 'warning' : undefined
}

function judgeEndpoint({ healthy, state }: EndpointRow): 'error' | 'warning' | undefined {
  if (healthy === false) return 'error'
  return isKnown(state) && (state === 'no host' || state.startsWith('no host yet')) ? 'warning' : undefined
}

/** Reasons are the point of the table and are not cut, but flags that no Envoy prints may not fill the screen. */
const longestState = 120

/** In panic Envoy chooses among all hosts, whatever speaks against them. */
function describeState({ state, healthy, panic }: EndpointRow): ReturnType<SheetLooks['endpoints']['columns'][number]['cell']> {
  return mapKnown(state, text => cutMiddle(escapeText(orElse(panic, false) && healthy === false ? `${text}; used in panic` : text), longestState))
}

function describeTarget({ action, to }: RouteRow): string {
  const names = to.map(({ label, weight }) => weight === undefined ? shorten(label) : `${shorten(label)} ${weight}`).join(', ')
  if (action === 'route') return names === '' ? 'a cluster that the request names' : names
  return names === '' ? action.replaceAll('_', ' ') : `${action.replaceAll('_', ' ')} ${names}`
}

/** `a.local, a.local:8080` is `a.local[:8080]`: App Mesh gives each name with and without its port. */
function foldPorts(domains: readonly string[]): string[] {
  const plain = new Set(domains)
  const ports = domains.flatMap(domain => {
    const [, name = '', port = ''] = /^(.+):(\d+)$/.exec(domain) ?? []
    return plain.has(name) ? [{ domain, name, port }] : []
  })
  const folded = new Set(ports.map(({ domain }) => domain))
  return domains.filter(domain => !folded.has(domain))
    .map(domain => domain + ports.filter(({ name }) => name === domain).map(({ port }) => `[:${port}]`).join(''))
}

function describeRetries({ retryOn, retries, perTryTimeout }: RouteRow): CellValue {
  if (retryOn === undefined && retries === undefined) return undefined
  return `${retries ?? 1}${perTryTimeout === undefined ? '' : `, ${formatNumber(perTryTimeout)} s each`}`
}

/** Large numbers stay exact. */
function showStat(value: ListedValue): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'string') return JSON.stringify(value)
  return value.p50 === undefined && value.p99 === undefined ? 'nothing recorded' : `P50 ${value.p50 === undefined ? '?' : formatNumber(value.p50)}, P99 ${value.p99 === undefined ? '?' : formatNumber(value.p99)}`
}
