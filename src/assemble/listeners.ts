import { isKnown, type Known } from '../evidence/absent.ts'
import type { HttpManager, Listener } from '../evidence/schema.ts'
import type { Provider } from '../providers/names.ts'
import { lackOfPage, type MissingKinds, type ParsedAnswers } from './answers.ts'

/** Joins what config_dump, /listeners and the statistics say of each listener. */
export function joinListeners(answers: ParsedAnswers, provider: Provider, missing: MissingKinds): Known<readonly Listener[]> {
  const label = (name: string, direction: string, port: number | undefined): string => provider.nameListener(name, direction, port)
  if (answers.configDump?.sections.has('ListenersConfigDump') === true) {
    return answers.configDump.listeners.map(listener => ({ ...listener, label: label(listener.name, listener.direction, listener.port) }))
  }
  const absent = missing.of('config_dump')
  const unconfigured = { state: absent, fixed: absent, chains: absent, tls: absent }
  if (answers.listeners !== undefined) {
    return answers.listeners.map(({ name, address, port }) => ({
      name, label: label(name, '', port), direction: '', address, port,
      statName: `${address.replaceAll(':', '_')}${port === undefined ? '' : `_${port}`}`, ...unconfigured,
    }))
  }
  if (answers.stats === undefined) return missing.of('config_dump', 'listeners', 'stats')
  const names = [...answers.stats.last.scopes.get('listener')?.keys() ?? []].filter(name => name !== 'admin')
  const lack = names.length === 0 ? lackOfPage(answers, 'listener') : undefined
  return lack ?? names.map(name => {
    const [, address = name, port] = /^(.*)_(\d+)$/.exec(name) ?? []
    return { name, label: name, direction: '', address, port: port === undefined ? undefined : Number(port), statName: name, ...unconfigured }
  })
}

/** App Mesh calls its connection managers by their direction. */
const directions: ReadonlySet<string> = new Set(['egress', 'ingress'])

/** Envoy's own connection managers, which carry no traffic of the mesh. */
const internalManagers: ReadonlySet<string> = new Set(['admin', 'async-client'])

/** The HTTP connection managers, by stat_prefix, from listeners and statistics. */
export function joinManagers(answers: ParsedAnswers, listeners: Known<readonly Listener[]>, missing: MissingKinds): Known<readonly HttpManager[]> {
  const counted = answers.stats?.last.scopes.get('http')
  const configs = answers.configDump?.routeConfigs
  const managers = new Map<string, { direction: string, routes: Set<string> }>()
  for (const listener of isKnown(listeners) ? listeners : []) {
    for (const chain of isKnown(listener.chains) ? listener.chains : []) {
      if (chain.kind !== 'http' || chain.statPrefix === undefined) continue
      const manager = managers.get(chain.statPrefix) ?? { direction: listener.direction, routes: new Set<string>() }
      if (chain.routeConfig !== undefined) manager.routes.add(chain.routeConfig)
      managers.set(chain.statPrefix, manager)
    }
  }
  if (managers.size === 0) for (const name of counted?.keys() ?? []) managers.set(name, { direction: directions.has(name) ? name : '', routes: new Set() })
  if (managers.size === 0 && answers.access !== undefined) managers.set('', { direction: '', routes: new Set() })
  if (managers.size === 0 && answers.configDump?.sections.has('ListenersConfigDump') !== true) {
    const lack = answers.stats === undefined ? missing.of('config_dump', 'stats') : lackOfPage(answers, 'connection manager')
    if (lack !== undefined) return lack
  }
  return [...managers].filter(([name]) => !internalManagers.has(name)).map(([statPrefix, { direction, routes }]) => ({
    statPrefix, direction,
    routeConfigs: configs === undefined ? missing.of('config_dump') : configs.filter(config => routes.has(config.name)),
  }))
}
