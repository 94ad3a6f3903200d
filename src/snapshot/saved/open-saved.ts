import { stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { basename, dirname } from 'node:path'
import { CollectError, UsageError } from '../../errors.ts'
import type { Problem } from '../../evidence/problem.ts'
import { isArchive, readArchive } from '../bundle/archive.ts'
import type { OpenedArchive } from '../bundle/archive.ts'
import { isBundle, openArchivedBundle, openBundleFolder } from '../bundle/open-bundle.ts'
import { describeContent } from '../describe-content.ts'
import { nameApart } from '../name-apart.ts'
import type { ProxySnapshot, Snapshot } from '../snapshot.ts'
import { createSpool } from '../spool.ts'
import type { Spool } from '../spool.ts'
import { fileOnDisk, openFile, recognise } from './found-file.ts'
import type { FoundFile, Recognised, Sniff } from './found-file.ts'
import { groupByFolder, groupLoose } from './group.ts'
import type { Group } from './group.ts'
import { splitByIdentity } from './identity.ts'
import { explainReadError } from './read-decoded.ts'
import { liesBesideEvidence, walkFolder } from './walk.ts'

/**
 * Opens saved evidence. Each argument is a file, a folder, a folder of folders, a bundle, an archive, or `-` for standard
 * input. Only a path that does not exist, and arguments without any evidence at all, are errors; everything else that
 * cannot be read becomes a problem and costs only itself.
 */
export async function openSaved(args: readonly string[], stdin: () => AsyncIterable<Uint8Array>, sniff: Sniff): Promise<Snapshot> {
  const stats = await Promise.all(args.map(statArgument))
  const spool = createSpool()
  const problems: Problem[] = []
  const proxies: ProxySnapshot[] = []
  const groups: Group[] = []
  const loose: Recognised[] = []
  const isNew = rememberFiles()
  try {
    for (const [index, arg] of args.entries()) {
      const found = stats[index]
      if (found?.isDirectory() === true) {
        if (await isBundle(arg)) proxies.push(...(await openBundleFolder(arg, problems)).proxies)
        else groups.push(...groupByFolder(await recogniseAll(await walkFolder(arg, isNew, problems), sniff)))
        continue
      }
      if (found?.isFile() === true && !isNew(found)) continue
      const file = found?.isFile() === true ? fileOnDisk(arg, found) : await spoolPipe(arg, arg === '-' ? stdin() : openFile(arg, 0), spool)
      if (!await isArchive(file)) {
        loose.push(await recognise(file, sniff))
        continue
      }
      const archive = await readArchive(file, spool, problems)
      const bundle = await openArchivedBundle(file.source, archive, problems)
      if (bundle !== undefined) proxies.push(...bundle.proxies)
      else groups.push(...groupByFolder(await recogniseAll(listEntries(file, archive, problems), sniff)))
    }
    groups.push(...groupLoose(loose))
    for (const group of groups) {
      reportUnknown(group, problems)
      for (const part of await splitByIdentity(group, problems)) {
        if (part.members.some(member => member.answer.kind !== 'unknown')) proxies.push(toProxy(part))
      }
    }
    if (proxies.length === 0) throw nothingFound(args, problems)
  } catch (error) {
    await spool.close()
    throw error
  }
  return { proxies: nameApart(proxies), problems, close: () => spool.close() }
}

/** One file under two names, or given twice, would be taken for two samples. */
function rememberFiles(): (found: Stats) => boolean {
  const seen = new Set<string>()
  return found => {
    const before = seen.size
    return seen.add(`${found.dev}:${found.ino}`).size > before
  }
}

async function statArgument(arg: string): Promise<Stats | undefined> {
  if (arg === '-') return undefined
  try {
    const found = await stat(arg)
    if (!found.isSocket()) return found
  } catch (error) {
    throw new UsageError({
      what: `${JSON.stringify(arg)} cannot be opened`,
      why: error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'There is no such file or folder.' : `${explainReadError(error, 0).message}.`,
      tryThis: /^[\w.-]+:\d+$/.test(arg)
        ? `For a running proxy write http://${arg}.`
        : 'Give a saved file, a folder, a bundle, - for standard input, or http://HOST:9901 for a running proxy.',
    }, { cause: error })
  }
  throw new UsageError({
    what: `${JSON.stringify(arg)} is a Unix socket`,
    why: 'A socket is connected to, not opened like a file.',
    tryThis: `Write unix:${arg}.`,
  })
}

/** What comes through a pipe can be read once only, so it is put aside. */
async function spoolPipe(arg: string, source: AsyncIterable<Uint8Array>, spool: Spool): Promise<FoundFile> {
  const writer = spool.writer()
  for await (const chunk of source) await writer.write(chunk)
  const spooled = await writer.finish()
  const name = arg === '-' ? 'stdin' : arg
  return { source: name, folder: '', name: basename(name), bytes: spooled.bytes, mtime: undefined, open: spooled.open }
}

async function recogniseAll(files: readonly FoundFile[], sniff: Sniff): Promise<Recognised[]> {
  const recognised: Recognised[] = []
  // A few at a time hide the latency of a disk without holding many descriptors.
  for (let at = 0; at < files.length; at += 16) {
    recognised.push(...await Promise.all(files.slice(at, at + 16).map(file => recognise(file, sniff))))
  }
  return recognised
}

/** An archive that someone made of a folder is read as that folder. */
function listEntries(file: FoundFile, archive: OpenedArchive, problems: Problem[]): FoundFile[] {
  if (archive.damage !== undefined) problems.push({ source: file.source, message: `the archive is incomplete: ${archive.damage.message}` })
  return [...archive.entries].filter(([name]) => !liesBesideEvidence(name) && !/(^|\/)\./.test(name)).map(([name, entry]) => ({
    source: `${file.source}/${name}`,
    folder: dirname(`${file.source}/${name}`),
    name: basename(name),
    bytes: entry.content.bytes,
    mtime: entry.mtime,
    open: entry.content.open,
  }))
}

const maxUnknownReported = 20

function reportUnknown(group: Group, problems: Problem[]): void {
  const unknown = group.members.filter(member => member.answer.kind === 'unknown')
  for (const { answer, head } of unknown.slice(0, maxUnknownReported)) {
    const message = answer.failure === undefined ? `not recognised as evidence: ${describeContent(head)}` : answer.failure.message
    problems.push({ source: answer.source, message })
  }
  const more = unknown.length - maxUnknownReported
  if (more > 0) problems.push({ source: group.name, message: `${more} more files are not recognised as evidence` })
}

function toProxy(group: Group): ProxySnapshot {
  return { name: group.name, live: false, answers: group.members.map(member => member.answer), unreachable: undefined }
}

function nothingFound(args: readonly string[], problems: readonly Problem[]): CollectError {
  const first = problems[0]
  const more = problems.length - 1
  return new CollectError({
    what: `No evidence in ${args.join(', ')}`,
    why: first === undefined
      ? 'The folder holds no files.'
      : `${first.source}: ${first.message}${more > 0 ? ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})` : ''}.`,
    tryThis: 'Save some with `curl -s localhost:9901/stats > stats.txt`, or collect it all: `meshmedic collect http://localhost:9901 -O incident.tgz`.',
  })
}
