import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findVirtualHost } from '../../src/analysis/index.ts'
import type { RouteConfig, VirtualHost } from '../../src/evidence/schema.ts'

const configOf = (domains: readonly (readonly string[])[]): RouteConfig =>
  ({ name: 'rds', virtualHosts: domains.map((list, i) => ({ name: String(i), domains: list })) }) as unknown as RouteConfig

/** Envoy's order, domain by domain (Envoy docs: VirtualHost.domains). */
function findSlowly(config: RouteConfig, authority: string): VirtualHost | undefined {
  const host = authority.toLowerCase()
  const longest = (matches: (domain: string) => boolean): VirtualHost | undefined => {
    const found = config.virtualHosts.flatMap(item => item.domains.map(domain => ({ item, domain: domain.toLowerCase() }))).filter(({ domain }) => matches(domain))
    return found.sort((a, b) => b.domain.length - a.domain.length)[0]?.item
  }
  return longest(domain => domain === host)
    ?? longest(domain => domain.length > 1 && domain.startsWith('*') && host.length >= domain.length && host.endsWith(domain.slice(1)))
    ?? longest(domain => domain.length > 1 && domain.endsWith('*') && host.length >= domain.length && host.startsWith(domain.slice(0, -1)))
    ?? longest(domain => domain === '*')
}

const label = fc.constantFrom('a', 'b', 'A', 'ab', 'b.a', '.a', 'a.', 'b.ab.a')
const domain = fc.oneof(label, fc.constant('*'), label.map(text => `*${text}`), label.map(text => `${text}*`), label.map(text => `*${text}*`))

describe('the index of virtual hosts', () => {
  it('finds what a comparison with every domain finds', () => {
    fc.assert(fc.property(fc.array(fc.array(domain, { maxLength: 4 }), { maxLength: 6 }), fc.oneof(label, domain), (domains, authority) => {
      const config = configOf(domains)
      assert.equal(findVirtualHost(config, authority), findSlowly(config, authority))
    }), { numRuns: 1000 })
  })
})
