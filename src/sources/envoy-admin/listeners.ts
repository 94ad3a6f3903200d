import type { ListenerStatusPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { parseAddress, readAddress } from './address.ts'
import { records, text } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** The address stands at the end of a line; a name may hold `::` itself, and IPv6 stands in brackets. */
const line = /^(.+?)::(\[[^\]]*\]:\d+|[^:/[\]]+:\d+|\/.*|envoy:\/\/.*)$/

/** Reads /listeners, JSON or text (`name::address`). Active listeners only: one that is missing may be warming. */
export function parseListeners(answer: string, source: string, problems: Problem[]): readonly ListenerStatusPart[] {
  const whole = answer.replace(/^\uFEFF/, '').trim()
  if (whole.startsWith('{')) {
    return records(readJsonObject(whole, source, problems)?.listener_statuses).map(status => {
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
  return found
}
