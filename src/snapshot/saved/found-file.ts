import { createReadStream } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { EvidenceKind } from '../../evidence/kinds.ts'
import { readHead } from '../read-head.ts'
import type { Answer } from '../snapshot.ts'
import { readDecoded } from './read-decoded.ts'

/** A file before anyone knows what it is: on disk, in an archive, or from a pipe. */
export interface FoundFile {
  /** What a report prints: the path as given, or `archive.tgz/entry`. */
  source: string
  /** The folder it lies in, as a path that compares: folders of different archives differ. */
  folder: string
  name: string
  bytes: number | undefined
  mtime: number | undefined
  /** The stored bytes, as they are. */
  open: () => AsyncIterable<Uint8Array>
}

/** Recognises a kind of evidence by the first 64 KiB of its text. */
export type Sniff = (head: string) => EvidenceKind | 'unknown'

export const sniffBytes = 64 * 1024

/** A file with what it turned out to be; the head is kept only to describe what was not recognised. */
export interface Recognised {
  file: FoundFile
  answer: Answer
  head: string
}

export async function recognise(file: FoundFile, sniff: Sniff): Promise<Recognised> {
  const answer: Answer = {
    kind: 'unknown',
    source: file.source,
    query: undefined,
    readAt: file.mtime,
    readAtFrom: file.mtime === undefined ? undefined : 'mtime',
    bytes: file.bytes,
    failure: undefined,
    open: () => readDecoded(file.open(), failure => { answer.failure ??= failure }),
  }
  const head = await readHead(answer.open(), sniffBytes)
  // An archive that cannot be opened at all is not what its bytes look like.
  if (head !== '') answer.kind = sniff(head)
  return { file, answer, head: answer.kind === 'unknown' ? head.slice(0, 4096) : '' }
}

/** The bytes of a file on disk, not beyond the size it had when it was found: a log may be growing. */
export function openFile(path: string, size: number): AsyncIterable<Uint8Array> {
  const bounded = size > 0 ? { end: size - 1 } : {}
  return createReadStream(path, { highWaterMark: 256 * 1024, ...bounded }) as AsyncIterable<Buffer>
}

export function fileOnDisk(path: string, found: Stats): FoundFile {
  return {
    source: path, folder: dirname(path), name: basename(path), bytes: found.size, mtime: Math.floor(found.mtimeMs), open: () => openFile(path, found.size),
  }
}
