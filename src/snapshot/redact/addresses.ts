import type { Evident } from './evident.ts'

/** IP addresses and host names, redacted only by option: without them a diagnosis loses what talks to what. */
export const addressTrigger =
  '(?<![\\w.])\\d{1,3}(?=(?:\\.\\d{1,3}){3}(?![\\w.]*\\d\\.))|(?<![\\w:])(?:[0-9a-fA-F]{1,4}:){2}|(?<![\\w:])::(?=[0-9a-fA-F]{1,4}[:.])|(?<![\\w-])[a-z0-9][a-z0-9-]{0,62}(?=\\.)'

const v4 = /(?:\d{1,3}\.){3}\d{1,3}(?!\d)/y
const v6 = /(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4})(?![\w:])/iy
const zones = 'local|internal|com|net|org|io|dev|cloud|aws|edu|gov|mil|info|biz|co|app|ai|eu|de|uk|fr|nl|jp|cn|in|au|ca|us|lan|corp|intra|svc|example|test'
const host = new RegExp(`(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\\.){1,10}(?:${zones})(?![\\w-])`, 'iy')
/** Of every machine, and so of none. */
const anyones = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|255\.255\.255\.255|::1?|169\.254\.169\.254|169\.254\.170\.2)$/
/** Envoy's own prefixes of a stat's name: they are not part of a host that follows. */
const statPrefix = /^(?:cluster|http|listener|vhost|tcp|sds|rds|dns|server)\./
const ownNames = /(?:^|\.)(?:googleapis\.com|amazonaws\.com|k8s\.aws)$|^envoy\./

export function findAddress(text: string, at: number): Evident | undefined {
  const ipv4 = matchAt(v4, text, at)
  if (ipv4 !== undefined) return anyones.test(ipv4) ? undefined : { kind: 'ip', start: at, end: at + ipv4.length }
  const ipv6 = matchAt(v6, text, at)
  if (ipv6 !== undefined && isIpv6(ipv6)) return anyones.test(ipv6) ? undefined : { kind: 'ip', start: at, end: at + ipv6.length }
  return findHost(text, at)
}

function findHost(text: string, at: number): Evident | undefined {
  const found = matchAt(host, text, at)
  if (found === undefined) return undefined
  const prefix = statPrefix.exec(found)?.[0] ?? ''
  const name = found.slice(prefix.length)
  if (!name.includes('.') || ownNames.test(name)) return undefined
  return { kind: 'host', start: at + prefix.length, end: at + found.length }
}

/** Times and `a::b` of Envoy's text forms have colons too. */
function isIpv6(text: string): boolean {
  const groups = text.split(':')
  const doubled = text.split('::').length - 1
  return doubled === 1 ? groups.length <= 9 && /[0-9a-f]{2}/i.test(text) : doubled === 0 && groups.length === 8
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
