import type { ListenerStatusPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { parseAddress, readAddress } from './address.ts'
import { records, text } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** Reads /listeners, JSON or text (`name::address`); active listeners only. */
export function parseListeners(answer: string, source: string, problems: Problem[]): readonly ListenerStatusPart[] {
  if (answer.trimStart().startsWith('{')) {
    return records(readJsonObject(answer, source, problems)?.listener_statuses).map(status => {
      const address = readAddress(status.local_address)
      return { name: text(status.name) ?? '', address: address?.address ?? '', port: address?.port }
    })
  }
  return answer.split(/\r?\n/).filter(line => line.includes('::')).map(line => {
    // A name may hold `::` itself, an IPv6 address stands in brackets.
    const [, name = '', printed = ''] = /^(.*?)::(\[[^\]]*\]:\d+|[^:]*:\d+|\/.*)$/.exec(line) ?? [line, line, '']
    return { name, ...parseAddress(printed) }
  })
}
