import { createReadStream, type Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CollectError, UsageError } from '../../errors.ts'
import { evidenceKinds } from '../../evidence/kinds.ts'
import type { Problem } from '../../evidence/problem.ts'
import { readHead } from '../../snapshot/read-head.ts'
import { openFile, sniffBytes } from '../../snapshot/saved/found-file.ts'
import { explainReadError, readDecoded } from '../../snapshot/saved/read-decoded.ts'
import { sniffKind } from '../../sources/sniff.ts'
import { expandGlob, isGlob } from './expand-glob.ts'
import { formatsOfDump, formatsOfMesh, mayHoldMeshFormat, type FoundFormat } from './find-formats.ts'
import { TimeFinder } from './time-of-lines.ts'

/** A log that can be read, more than once except for a pipe. Bytes come decompressed. */
export interface LogSource {
  name: string
  /** undefined for standard input and other pipes. */
  path: string | undefined
  bytes: number | undefined
  /** Milliseconds since the epoch of its first line with a time. */
  begins: number | undefined
  /** `onFailure` is told why the bytes end early; nothing is thrown. */
  open: (onFailure: (message: string) => void) => AsyncIterable<Uint8Array>
  /** Neither compressed nor UTF-16: its bytes on disk are its lines, and can be read from any place. */
  plain: boolean
}

export interface OpenedInputs {
  /** In the order of their first lines: rotated files follow each other. */
  sources: LogSource[]
  formats: FoundFormat[]
  problems: Problem[]
  /** Inputs that could not be opened or read. */
  unreadable: number
}

/**
 * Opens what a person typed: files, `-`, folders, patterns; gzip is undone. A config_dump or App Mesh resources among them give formats.
 * @throws UsageError where nothing is given; CollectError where nothing can be read
 */
export async function openInputs(args: readonly string[], stdin: () => AsyncIterable<Uint8Array>): Promise<OpenedInputs> {
  if (args.length === 0) {
    throw new UsageError({ what: 'No log was given.', why: 'There is nothing to read.', tryThis: 'Give a file, several, a pattern in quotes, or - for standard input.' })
  }
  const opened: OpenedInputs = { sources: [], formats: [], problems: [], unreadable: 0 }
  const seen = new Set<string>()
  for (const arg of args) {
    if (arg === '-') opened.sources.push({ name: '-', path: undefined, bytes: undefined, begins: undefined, plain: false, open: onFailure => decoded(stdin(), onFailure) })
    else for (const path of await findPaths(arg, opened)) await openPath(path, opened, seen, path === arg)
  }
  if (opened.sources.length === 0) throw nothingToRead(opened)
  opened.sources = opened.sources.map((source, at) => ({ source, at }))
    .sort((a, b) => (a.source.begins ?? Infinity) - (b.source.begins ?? Infinity) || a.at - b.at).map(({ source }) => source)
  return opened
}

async function findPaths(arg: string, opened: OpenedInputs): Promise<string[]> {
  const found = await tryStat(arg)
  if (found instanceof Error) {
    const expanded = isGlob(arg) ? await expandGlob(arg) : []
    if (expanded.length === 0) {
      opened.unreadable++
      opened.problems.push({ source: arg, message: isGlob(arg) ? 'no file fits this pattern' : explainMissing(found) })
    }
    return expanded
  }
  if (!found.isDirectory()) return [arg]
  return (await readdir(arg, { withFileTypes: true })).filter(entry => !entry.isDirectory() && !entry.name.startsWith('.')).map(entry => join(arg, entry.name)).sort()
}

async function openPath(path: string, opened: OpenedInputs, seen: Set<string>, named: boolean): Promise<void> {
  const found = await tryStat(path)
  if (found instanceof Error) {
    opened.unreadable++
    opened.problems.push({ source: path, message: explainMissing(found) })
    return
  }
  const identity = `${found.dev}:${found.ino}`
  if (found.isFile() && seen.has(identity)) return
  seen.add(identity)
  // A pipe gives its bytes once, so nothing is looked at beforehand.
  if (!found.isFile()) {
    opened.sources.push({ name: path, path: undefined, bytes: undefined, begins: undefined, plain: false, open: onFailure => decoded(openFile(path, 0), onFailure) })
    return
  }
  await openRegular(path, found, opened, named)
}

/** @param named the person gave this file by its name; what is no log in a folder is nothing to speak of */
async function openRegular(path: string, found: Stats, opened: OpenedInputs, named: boolean): Promise<void> {
  const open = (onFailure: (message: string) => void): AsyncIterable<Uint8Array> => decoded(openFile(path, found.size), onFailure)
  let failure: string | undefined
  const head = found.size === 0 ? '' : await readHead(open(message => { failure = message }), sniffBytes)
  if (head === '' && failure !== undefined) {
    opened.unreadable++
    opened.problems.push({ source: path, message: failure })
    return
  }
  const kind = sniffKind(head)
  if (kind === 'config_dump') opened.formats.push(...await formatsOfDump(open(() => undefined), path, opened.problems))
  else if (kind === 'mesh' || (kind === 'unknown' && mayHoldMeshFormat(head))) opened.formats.push(...await formatsOfMesh(open(() => undefined), path))
  else if (kind !== 'unknown' && !kind.endsWith('_log')) {
    if (named) opened.problems.push({ source: path, message: `${evidenceKinds[kind].title} and no log: left out` })
  } else {
    const times = new TimeFinder([])
    times.write(Buffer.from(head))
    opened.sources.push({ name: path, path, bytes: found.size, begins: times.end().first, open, plain: await isPlain(path) })
  }
}

/** Neither gzip nor UTF-16. */
async function isPlain(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1 }) as AsyncIterable<Buffer>) return !/^(?:1f8b|fffe|feff)/.test(chunk.toString('hex'))
  return true
}

function decoded(bytes: AsyncIterable<Uint8Array>, onFailure: (message: string) => void): AsyncIterable<Uint8Array> {
  return readDecoded(bytes, failure => onFailure(failure.message))
}

async function tryStat(path: string): Promise<Stats | Error> {
  try {
    return await stat(path)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function explainMissing(error: Error): string {
  return 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : explainReadError(error, 0).message
}

function nothingToRead({ problems, formats }: OpenedInputs): CollectError {
  const places = problems.slice(0, 5).map(problem => `${problem.source}: ${problem.message}`)
  return new CollectError({
    what: 'There is no log to read.',
    why: places.length > 0 ? places.join('; ') : formats.length > 0 ? 'Only configuration was given; its access-log format was found, but no lines.' : 'What was given holds no log.',
    tryThis: 'Give an access or process log: `kubectl logs POD -c envoy > envoy.log; meshmedic logs envoy.log`.',
  })
}
