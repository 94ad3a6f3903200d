import { assembleProxy } from './assemble/assemble-proxy.ts'
import { UsageError } from './errors.ts'
import type { EvidenceKind } from './evidence/kinds.ts'
import type { Needs } from './evidence/needs.ts'
import type { ProxyEvidence } from './evidence/proxy-evidence.ts'
import { nearestName } from './analysis/nearest-name.ts'
import type { ProxySnapshot, Snapshot } from './snapshot/snapshot.ts'
import { readProxy } from './sources/read-proxy.ts'

/** What a table is made of. */
export interface TableNeeds {
  /** What a live proxy is asked for. */
  needs: Needs
  /** Read where it was saved, but not worth asking for. */
  ifGiven?: readonly EvidenceKind[]
  /** Read where nothing else tells anything. */
  standIn: readonly EvidenceKind[]
}

export interface OpenedProxy { evidence: ProxyEvidence, given: ProxySnapshot }

const notOfProxies: ReadonlySet<string> = new Set(['mesh', 'quota', 'workloads', 'unknown'])

/**
 * The proxies of a snapshot, one after the other, read as far as a table needs.
 * @param name only the proxies of this label, id, or folder or URL
 * @throws UsageError where there is no proxy, or none of that name
 */
export async function* openProxies(snapshot: Snapshot, table: TableNeeds, at: number | undefined, name: string | undefined): AsyncGenerator<OpenedProxy> {
  const proxies = snapshot.proxies.filter(({ answers, unreachable }) => unreachable !== undefined || answers.some(({ kind }) => !notOfProxies.has(kind)))
  if (proxies.length === 0) throw tellNone(snapshot)
  const names = new Set<string>()
  let found = false
  for (const given of proxies) {
    const evidence = await readOne(given, table, at)
    const own = [evidence.target.label, evidence.target.id, given.name]
    for (const each of own) names.add(each)
    if (name !== undefined && !own.includes(name)) continue
    found = true
    yield { evidence, given }
  }
  if (!found) throw tellOthers(name ?? '', names)
}

async function readOne(given: ProxySnapshot, { needs, ifGiven, standIn }: TableNeeds, at: number | undefined): Promise<ProxyEvidence> {
  const own = new Set<string>([...needs.kinds, ...ifGiven ?? [], 'server_info'])
  const has = given.answers.some(({ kind, failure }) => kind !== 'server_info' && own.has(kind) && failure === undefined)
  if (!has) for (const kind of standIn) own.add(kind)
  const answers = await readProxy({ ...given, answers: given.answers.filter(({ kind }) => own.has(kind)) }, needs)
  return assembleProxy(answers, at, [])
}

function tellNone({ problems }: Snapshot): UsageError {
  const [first] = problems
  return new UsageError({
    what: 'There is no proxy in what was given.',
    why: first === undefined ? 'No answer of an Envoy was recognised in it.' : `${first.source}: ${first.message}`,
    tryThis: 'Give http://HOST:9901, unix:SOCKET, or saved answers of an admin interface: `curl -s localhost:9901/clusters > clusters.txt`.',
  })
}

function tellOthers(name: string, names: ReadonlySet<string>): UsageError {
  const alike = nearestName(name.slice(0, 300), names)
  return new UsageError({
    what: `No proxy ${JSON.stringify(name)} was given.`,
    why: `There are ${[...names].slice(0, 10).map(each => JSON.stringify(each)).join(', ')}${names.size > 10 ? ', …' : ''}.`,
    tryThis: alike === undefined ? 'Give one of these names, or leave --proxy out to see all.' : `--proxy ${JSON.stringify(alike)}`,
  })
}
