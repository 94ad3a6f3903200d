import { basename, dirname, resolve } from 'node:path'
import { isOfProxy, type EvidenceKind } from '../../evidence/kinds.ts'
import type { Recognised } from './found-file.ts'

/** Files taken as one proxy's. */
export interface Group {
  name: string
  members: Recognised[]
}

const logs: readonly (EvidenceKind | 'unknown')[] = ['access_log', 'process_log', 'admin_log']

/** Whether a kind is an answer of a proxy itself, so that its folder is the proxy's. */
function isAdminAnswer(kind: EvidenceKind | 'unknown'): boolean {
  return isOfProxy(kind) && !logs.includes(kind)
}

/**
 * Groups the files below one given folder: a folder with admin answers is a proxy, and what lies in folders below it is its
 * too; logs beside a single proxy are that proxy's, unless it has logs of that kind itself: then they are those of a proxy that
 * answered nothing. Everything else stays with its own folder.
 */
export function groupByFolder(files: readonly Recognised[]): Group[] {
  const proxyFolders = new Set(files.filter(each => isAdminAnswer(each.answer.kind)).map(each => each.file.folder))
  const only = proxyFolders.size === 1 ? [...proxyFolders][0] : undefined
  const own = new Set(files.filter(each => ownerOf(each.file.folder, proxyFolders) !== undefined).map(each => each.answer.kind))
  const groups = new Map<string, Recognised[]>()
  for (const each of files) {
    const { kind } = each.answer
    const owner = ownerOf(each.file.folder, proxyFolders) ?? (logs.includes(kind) && !own.has(kind) ? only : undefined) ?? each.file.folder
    const members = groups.get(owner)
    if (members === undefined) groups.set(owner, [each])
    else members.push(each)
  }
  return [...groups].map(([folder, members]) => ({ name: nameOf(folder), members }))
}

function ownerOf(folder: string, proxyFolders: ReadonlySet<string>): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (proxyFolders.has(at)) return at
    if (dirname(at) === at) return undefined
  }
}

/** Files given one by one are one proxy, named by their folder where they share one; what is of the mesh gives no name where others do. */
export function groupLoose(files: readonly Recognised[]): Group[] {
  const ofProxy = files.filter(each => isOfProxy(each.answer.kind))
  const naming = ofProxy.length === 0 ? files : ofProxy
  const first = naming[0]
  if (first === undefined) return []
  const folders = new Set(naming.map(each => each.file.folder))
  const shared = folders.size === 1 && first.file.folder !== '.' && first.file.folder !== ''
  const others = naming.length - 1
  const name = others === 0 ? first.file.name : shared ? nameOf(first.file.folder) : `${first.file.name} and ${others} more`
  return [{ name, members: [...files] }]
}

function nameOf(folder: string): string {
  return basename(folder === '' ? '.' : folder).replace(/^\.{1,2}$/, dots => basename(resolve(dots))) || folder
}
