import type { ListenerStatusPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { parseAddress, readAddress } from './address.ts'
import { records, text } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** The address stands at the end of a line; a name may hold `::` itself, and IPv6 stands in brackets, which
 * are looked for no farther than an address is long: a line of brackets alone would take time by its square. */
const line = /^(.+?)::(\[[^\]]{0,80}\]:\d+|[^:/[\]]+:\d+|\/.*|envoy:\/\/.*)$/

/**
 * Reads /listeners, JSON or text (`name::address`). Active listeners only: one that is missing may be warming. A proxy without
 * listeners prints `{}` or nothing; undefined for what holds something else, and for nothing, which may as well be what was saved.
 */
export function parseListeners(answer: string, source: string, problems: Problem[]): readonly ListenerStatusPart[] | undefined {
  const whole = answer.replace(/^\uFEFF/, '').trim()
  if (whole.startsWith('{')) {
    const statuses = readJsonObject(whole, source, problems)
    if (statuses === undefined) return undefined
    if (Object.keys(statuses).length > 0 && !Array.isArray(statuses.listener_statuses)) {
      problems.push({ source, message: 'it holds no listener_statuses' })
      return undefined
    }
    return records(statuses.listener_statuses).map(status => {
      const at = readAddress(status.local_address)
      return { name: text(status.name) ?? '', address: at?.address ?? '', port: at?.port }
    })
  }
  const found: ListenerStatusPart[] = []
  let odd = 0
  for (const printed of whole.split(/\r?\n/)) {
    const [, name, address] = line.exec(printed) ?? []
    if (name !== undefined && address !== undefined) found.push({ name, ...parseAddress(address) })
    else if (printed.trim() !== '') odd++
  }
  if (odd > 0) problems.push({ source, message: `${odd} ${odd === 1 ? 'line is' : 'lines are'} not of the form name::address` })
  if (found.length === 0 && odd === 0) problems.push({ source, message: 'it is empty: the proxy has no listener, or nothing was saved' })
  return found.length === 0 ? undefined : found
}
