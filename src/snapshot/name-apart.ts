import type { ProxySnapshot } from './snapshot.ts'

/** Names are what a report tells proxies apart by. */
export function nameApart(proxies: readonly ProxySnapshot[]): ProxySnapshot[] {
  const used = new Set<string>()
  return proxies.map(proxy => {
    let name = proxy.name
    for (let n = 2; used.has(name); n++) name = `${proxy.name} (${n})`
    used.add(name)
    return { ...proxy, name }
  })
}
