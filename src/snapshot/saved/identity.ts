import { readHead } from '../read-head.ts'
import type { Answer } from '../snapshot.ts'
import type { Recognised } from './found-file.ts'
import type { Group } from './group.ts'
import type { Problem } from '../../evidence/problem.ts'
import { quote } from '../describe-content.ts'

const MiB = 1024 * 1024

/**
 * The node id that an answer carries: of /server_info anywhere in it, of config_dump in its bootstrap, which comes first.
 * Undefined for other answers, and where there is none.
 */
async function readNodeId(answer: Answer): Promise<string | undefined> {
  if (answer.kind === 'server_info') return findNodeId(await readHead(answer.open(), 8 * MiB))
  if (answer.kind !== 'config_dump') return undefined
  const head = await readHead(answer.open(), MiB)
  const bootstrap = head.indexOf('"bootstrap"')
  return bootstrap < 0 ? undefined : findNodeId(head.slice(bootstrap))
}

function findNodeId(text: string): string | undefined {
  const found = /"node"\s*:\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1]
  try {
    return found === undefined ? undefined : String(JSON.parse(found))
  } catch {
    return undefined
  }
}

/**
 * Splits a group whose answers name different nodes, which happens when two proxies were saved into one folder. The other
 * files follow the answer whose name theirs resembles; those that resemble none, or both, stand apart.
 * One id does not prove one proxy: replicas of an App Mesh virtual node share it.
 */
export async function splitByIdentity(group: Group, problems: Problem[]): Promise<Group[]> {
  const ids = new Map<Recognised, string>()
  for (const member of group.members) {
    const id = await readNodeId(member.answer)
    if (id !== undefined && id !== '') ids.set(member, id)
  }
  const distinct = [...new Set(ids.values())]
  if (distinct.length < 2) return [group]

  const parts = new Map(distinct.map(id => [id, [] as Recognised[]]))
  const apart: Recognised[] = []
  for (const member of group.members) {
    const id = ids.get(member) ?? resemble(member, ids)
    const part = id === undefined ? undefined : parts.get(id)
    if (part === undefined) apart.push(member)
    else part.push(member)
  }
  const known = apart.filter(member => member.answer.kind !== 'unknown')
  problems.push({
    source: group.name,
    message: `answers of ${distinct.length} proxies lie together (node ids ${distinct.slice(0, 5).map(quote).join(', ')}${distinct.length > 5 ? ', …' : ''})`
      + ` and are read apart${known.length === 0 ? '' : `; whose ${known.slice(0, 5).map(member => member.file.name).join(', ')} ${known.length === 1 ? 'is' : 'are'} cannot be told`}`,
  })
  const groups = [...parts].map(([id, members]) => ({ name: `${group.name} (${id})`, members }))
  return apart.length === 0 ? groups : [...groups, { name: `${group.name} (owner unknown)`, members: apart }]
}

/** The node whose identified file has the name most like this one's: `a-stats.txt` goes with `a-server_info.json`. */
function resemble(member: Recognised, ids: ReadonlyMap<Recognised, string>): string | undefined {
  const best = new Map<string, number>()
  for (const [other, id] of ids) best.set(id, Math.max(best.get(id) ?? 0, likeness(member.file, other.file)))
  const [first, second] = [...best].sort((a, b) => b[1] - a[1])
  return first !== undefined && first[1] > 0 && first[1] > (second?.[1] ?? 0) ? first[0] : undefined
}

function likeness(a: { folder: string, name: string }, b: { folder: string, name: string }): number {
  const [left, right] = [stem(a.name), stem(b.name)]
  let prefix = 0
  while (prefix < left.length && left[prefix] === right[prefix]) prefix++
  let suffix = 0
  while (suffix < left.length - prefix && left.at(-1 - suffix) === right.at(-1 - suffix)) suffix++
  return (a.folder === b.folder ? 0.5 : 0) + Math.max(prefix, suffix)
}

function stem(name: string): string {
  return name.replace(/(\.(json|txt|log|yaml|prom|gz))+$/i, '')
}
