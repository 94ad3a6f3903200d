import { Resolver } from 'node:dns/promises'
import type { NameResolver, TargetGroup, TargetSource } from './target.ts'

type DnsSource = Extract<TargetSource, { kind: 'dns' }>

/** The system's resolver, with a bound on how long it may take. */
export function systemResolver(): NameResolver {
  return new Resolver({ timeout: 2000, tries: 2 })
}

/**
 * The targets that a DNS name stands for: each address of A or AAAA records with the configured port, each host and port of SRV records.
 * Sorted, since DNS turns its answers round.
 * @throws the resolver's error
 */
export async function lookUpTargets({ name, type, port, scheme }: DnsSource, resolver: NameResolver): Promise<TargetGroup> {
  const hosts = type === 'SRV'
    ? (await resolver.resolveSrv(name)).map(record => `${record.name.replace(/\.$/, '')}:${record.port}`)
    : type === 'A'
      ? (await resolver.resolve4(name)).map(address => `${address}:${port}`)
      : (await resolver.resolve6(name)).map(address => `[${address}]:${port}`)
  return { addresses: hosts.sort().map(host => `${scheme}://${host}`), labels: {}, source: name }
}
