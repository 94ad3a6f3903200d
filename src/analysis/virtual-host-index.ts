import type { RouteConfig, VirtualHost } from '../evidence/schema.ts'

/** Domains of one length, in lower case, without their `*`. */
type ByText = Map<string, VirtualHost>

/** The domains of one route configuration, for thousands of look-ups among thousands of virtual hosts. */
interface DomainIndex {
  exact: ByText
  /** By length, the longest first. */
  suffixes: readonly (readonly [number, ByText])[]
  prefixes: readonly (readonly [number, ByText])[]
  any: VirtualHost | undefined
}

const indexes = new WeakMap<RouteConfig, DomainIndex>()

/** The virtual host that Envoy would choose for an authority: by exact domain, longest suffix wildcard, longest prefix wildcard, `*`. */
export function findVirtualHost(config: RouteConfig, authority: string): VirtualHost | undefined {
  const host = authority.toLowerCase()
  let index = indexes.get(config)
  if (index === undefined) {
    index = indexDomains(config)
    indexes.set(config, index)
  }
  return index.exact.get(host)
    ?? findLongest(index.suffixes, host, length => host.slice(host.length - length))
    ?? findLongest(index.prefixes, host, length => host.slice(0, length))
    ?? index.any
}

/** A wildcard stands for at least one character. */
function findLongest(lists: DomainIndex['suffixes'], host: string, cut: (length: number) => string): VirtualHost | undefined {
  for (const [length, byText] of lists) {
    const found = host.length > length ? byText.get(cut(length)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Of two virtual hosts with the same domain the first counts. */
function indexDomains(config: RouteConfig): DomainIndex {
  const exact: ByText = new Map()
  const suffixes = new Map<number, ByText>(), prefixes = new Map<number, ByText>()
  let any: VirtualHost | undefined
  for (const host of config.virtualHosts) {
    for (const written of host.domains) {
      const domain = written.toLowerCase()
      addFirst(exact, domain, host)
      if (domain === '*') any ??= host
      else {
        if (domain.startsWith('*')) addFirst(ofLength(suffixes, domain.length - 1), domain.slice(1), host)
        if (domain.endsWith('*')) addFirst(ofLength(prefixes, domain.length - 1), domain.slice(0, -1), host)
      }
    }
  }
  return { exact, suffixes: longestFirst(suffixes), prefixes: longestFirst(prefixes), any }
}

function addFirst(map: ByText, text: string, host: VirtualHost): void {
  if (!map.has(text)) map.set(text, host)
}

function ofLength(lists: Map<number, ByText>, length: number): ByText {
  const known = lists.get(length)
  if (known !== undefined) return known
  const made: ByText = new Map()
  lists.set(length, made)
  return made
}

function longestFirst(lists: ReadonlyMap<number, ByText>): (readonly [number, ByText])[] {
  return [...lists].sort(([a], [b]) => b - a)
}
