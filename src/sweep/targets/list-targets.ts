import { readFile, stat } from 'node:fs/promises'
import { UsageError } from '../../errors.ts'
import type { Problem } from '../../evidence/problem.ts'
import { looksLikeTarget, parseTarget } from '../../http/target.ts'
import { TargetDiscovery } from '../../targets/discovery.ts'
import type { NameResolver } from '../../targets/target.ts'
import { readFileSd } from '../../targets/file-sd.ts'
import { normaliseAddress } from '../../targets/addresses.ts'
import type { SweepConfig } from '../config/sweep-config.ts'
import { listBundles } from './bundles.ts'
import { listWorkloads } from './listings.ts'
import type { SweepTarget } from './target.ts'

export interface ListedTargets { targets: SweepTarget[], problems: Problem[] }

const none = { options: {}, expected: undefined, saved: undefined } as const

/**
 * Lists what a sweep reads: what the configuration names, then the arguments, each of which is an address, a listing of pods or tasks,
 * a file_sd file, or saved evidence. A target that is listed twice is read once, as it was listed first.
 * @throws UsageError for an argument that is none of these
 */
export async function listTargets(config: SweepConfig, args: readonly string[], resolver?: NameResolver): Promise<ListedTargets> {
  const found: ListedTargets = { targets: [], problems: [] }
  const add = ({ targets, problems }: ListedTargets): void => {
    for (const target of targets) found.targets.push(target)
    for (const problem of problems) found.problems.push(problem)
  }
  for (const group of config.groups) {
    const { labels, options, expected } = group
    add({ targets: group.addresses.map(address => { const live = parseTarget(normaliseAddress(address)); return { ...none, name: live.name, live, labels, source: config.file, options, expected } }), problems: [] })
  }
  const discovered = await new TargetDiscovery(config.sources, resolver === undefined ? {} : { resolver }).list()
  add({ targets: discovered.targets.map(({ live, labels, source }) => ({ ...none, name: live.name, live, labels, source, options: {} })), problems: [...discovered.problems] })
  for (const listing of config.listings) add(await listWorkloads(listing))
  for (const { path, labels } of config.bundles) add(await listBundles(path, labels, {}))
  for (const arg of args) add(await readArgument(arg))
  return { targets: dropDoubles(found), problems: found.problems }
}

async function readArgument(arg: string): Promise<ListedTargets> {
  if (looksLikeTarget(arg)) {
    const live = parseTarget(arg)
    return { targets: [{ ...none, name: live.name, live, labels: {}, source: 'command line' }], problems: [] }
  }
  const found = await stat(arg).catch(() => undefined)
  if (found === undefined) {
    throw new UsageError({
      what: `${JSON.stringify(arg)} cannot be opened.`, why: 'It is no address, and there is no such file or folder.',
      tryThis: 'Give http://HOST:9901, unix:SOCKET, a folder of bundles, a listing of pods or tasks, a file_sd file, or -f sweep.yaml.',
    })
  }
  if (found.isFile() && found.size <= 16 << 20) {
    const text = await readFile(arg, 'utf8')
    if (/["']?targets["']?\s*:/.test(text) && /^\s*(?:\[|-)/.test(text)) {
      const groups = await readFileSd(arg)
      return { targets: groups.flatMap(({ addresses, labels }) => addresses.map(address => { const live = parseTarget(normaliseAddress(address)); return { ...none, name: live.name, live, labels, source: arg } })), problems: [] }
    }
    if (/"taskArn"|"kind"\s*:\s*"(?:Pod|PodList|List)"|^kind:\s*(?:Pod|PodList|List)\s*$/m.test(text)) {
      return listWorkloads({ files: [arg], port: 9901, scheme: 'http', labels: {}, options: {} })
    }
  }
  return listBundles(arg, {}, {})
}

/** Two names for one address are two targets only where the names differ and the addresses too. */
function dropDoubles({ targets, problems }: ListedTargets): SweepTarget[] {
  const seen = new Set<string>()
  let doubles = 0
  const kept = targets.filter(({ name, live, saved }) => {
    const keys = [name, live === undefined ? `path ${saved ?? ''}` : `at ${live.socketPath ?? ''} ${live.origin}${live.basePath}`]
    if (keys.some(key => seen.has(key))) {
      doubles++
      return false
    }
    for (const key of keys) seen.add(key)
    return true
  })
  if (doubles > 0) problems.push({ source: 'targets', message: `${doubles} ${doubles === 1 ? 'is' : 'are'} listed more than once and read once` })
  return kept
}
