import { predictTags } from './agent-tags.ts'
import { extensionLabels, extensionMetrics, type ExtensionMetric, type ExtensionRow, type Omissions } from './families.ts'
import type { ExtensionSeries } from './read-page.ts'

/** A virtual service and a virtual node that it leads to. */
export interface TargetPair { service: string, node: string }

const byLength = [...extensionMetrics].sort((a, b) => b.length - a.length)
const isOutbound = (metric: ExtensionMetric): boolean => /Target/.test(metric)

/**
 * The extension's own series with the labels that its Agent loses put right. A name that cannot be told from another is left out and counted;
 * series that would become one are left out too, never added up.
 * @param pairs that the proxy's configuration has; undefined where it is not known
 */
export function passOn(series: readonly ExtensionSeries[], identity: Readonly<Record<string, string>>, pairs: readonly TargetPair[] | undefined, omitted: Omissions): ExtensionRow[] {
  const known = pairs === undefined ? undefined : indexPairs(pairs)
  const rows = new Map<string, ExtensionRow | undefined>()
  for (const one of series) {
    const metric = byLength.find(name => one.name === name || one.name.endsWith(`_${name}`))
    if (metric === undefined) continue
    const residue = one.name.slice(0, -metric.length).replace(/_$/, '')
    const found = residue === '' ? {} : recover(metric, residue, one.labels, known)
    if (typeof found === 'string') {
      omitted.add(metric, found)
      continue
    }
    const labels = { ...identity, ...ownLabels(one.labels), ...found }
    const key = `${metric}${one.suffix}${JSON.stringify(Object.entries(labels).sort())}`
    if (rows.has(key)) {
      omitted.add(metric, 'same_series_twice', rows.get(key) === undefined ? 1 : 2)
      rows.set(key, undefined)
    } else rows.set(key, { metric, labels, suffix: one.suffix, value: one.value })
  }
  return [...rows.values()].filter(row => row !== undefined)
}

function ownLabels(labels: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...extensionLabels, 'le'].flatMap(name => {
    const value = labels.get(name)
    return value === undefined ? [] : [[name, value]]
  }))
}

/** Every pair by what it looks like behind the Agent, in either order of its two labels. */
function indexPairs(pairs: readonly TargetPair[]): (metric: ExtensionMetric) => ReadonlyMap<string, TargetPair[]> {
  const made = new Map<ExtensionMetric, Map<string, TargetPair[]>>()
  return metric => {
    const known = made.get(metric)
    if (known !== undefined) return known
    const index = new Map<string, TargetPair[]>()
    for (const pair of pairs) {
      const keys = new Set([false, true].map(serviceFirst => {
        const { residue, node, service } = predictTags(pair.node, pair.service, metric, serviceFirst)
        return keyOf(residue, node, service)
      }))
      for (const key of keys) index.set(key, [...index.get(key) ?? [], pair])
    }
    made.set(metric, index)
    return index
  }
}

const keyOf = (residue: string, node: string | undefined, service: string | undefined): string => JSON.stringify([residue, node ?? '', service ?? ''])

/** The labels that the residue stands for, or why they cannot be told. */
function recover(metric: ExtensionMetric, residue: string, labels: ReadonlyMap<string, string>, known: ReturnType<typeof indexPairs> | undefined): Record<string, string> | string {
  if (!isOutbound(metric)) return 'unknown_name'
  const [node, service] = [labels.get('TargetVirtualNode'), labels.get('TargetVirtualService')]
  if (known !== undefined) {
    const pairs = known(metric).get(keyOf(residue, node, service)) ?? []
    const [pair] = pairs
    if (pair === undefined) return 'unknown_name'
    return pairs.length > 1 ? 'ambiguous_name' : { TargetVirtualService: pair.service, TargetVirtualNode: pair.node }
  }
  // Without the configuration only a name is certain in which no character can have become `_`.
  const rest = service === undefined ? /^TargetVirtualService_([a-zA-Z0-9]+)$/.exec(residue)?.[1] : /^[a-zA-Z0-9]+$/.exec(residue)?.[0]
  if (rest === undefined || node === undefined) return 'ambiguous_name'
  return { TargetVirtualService: service === undefined ? rest : `${service}.${rest}` }
}
