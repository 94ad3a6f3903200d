import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { CollectError } from '../../src/errors.ts'
import type { Problem } from '../../src/evidence/problem.ts'
import { isArchive, readArchive } from '../../src/snapshot/bundle/archive.ts'
import { openArchivedBundle } from '../../src/snapshot/bundle/open-bundle.ts'
import type { FoundFile } from '../../src/snapshot/saved/found-file.ts'
import { createSpool } from '../../src/snapshot/spool.ts'
import { cutUp } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { demand, type Target } from '../target.ts'

/** One entry as tar writes it. Source: POSIX, "ustar Interchange Format". */
function entry(name: string, content: string, type = '0'): Buffer {
  const header = Buffer.alloc(512)
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`
  header.write(name, 0)
  header.write(octal(0o600, 8) + octal(0, 8) + octal(0, 8) + octal(Buffer.byteLength(content), 12) + octal(0, 12) + ' '.repeat(8) + type, 100)
  header.write('ustar\x0000', 257)
  header.write(octal(header.reduce((sum, byte) => sum + byte, 0), 7), 148)
  const padded = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512)
  padded.write(content)
  return Buffer.concat([header, padded])
}

const sha256 = createHash('sha256').update('x: 1\n').digest('hex')
const manifest = JSON.stringify({ schemaVersion: 1, tool: { name: 'meshmedic' }, proxies: [{ name: 'a', answers: [{ kind: 'stats', source: 's', file: 'a/stats', bytes: 5, sha256 }] }] })
const end = Buffer.alloc(1024)

export const tar: Target = {
  name: 'tar', inputs: 105_000, longest: 16 * 1024,
  words: ['ustar', '../../etc/passwd', '/etc/passwd', '00000000005\0', '77777777777\0', '13 path=../x\n', 'manifest.json'],
  seeds: () => {
    const bundle = Buffer.concat([entry('manifest.json', manifest), entry('a/stats', 'x: 1\n'), end])
    return [bundle, gzipSync(bundle), Buffer.concat([entry('./b/stats.txt', 'server.state: 0\n'), entry('l', '', '2'), entry('../x', 'y'), entry('d/', '', '5'), end]), Buffer.concat([entry('p', '13 path=../x\n', 'x'), entry('q', 'z'), entry('long', 'n/'.repeat(200), 'L'), entry('q', 'z'), end])]
      .map(bytes => new Uint8Array(bytes))
  },
  run: async (input, random) => {
    const pieces = cutUp(input, random)
    const file: FoundFile = { source: 'a.tgz', folder: '', name: 'a.tgz', bytes: input.length, mtime: undefined, open: () => stream(pieces) }
    const spool = createSpool()
    const problems: Problem[] = []
    try {
      const known = await isArchive(file)
      const archive = await readArchive(file, spool, problems)
      for (const name of archive.entries.keys()) demand(!name.startsWith('/') && !name.split('/').includes('..'), `an entry leads out of the archive: ${JSON.stringify(name)}`)
      const bundle = await openArchivedBundle('a.tgz', archive, problems)
      return `${known} ${sayCount(archive.entries.size)} ${archive.damage?.message ?? ''} ${bundle?.proxies.flatMap(proxy => proxy.answers.map(answer => answer.failure?.reason)).join() ?? 'none'}${sayProblems(problems)}`
    } catch (error) {
      if (error instanceof CollectError) return error.why.slice(0, 60)
      throw error
    } finally {
      await spool.close()
    }
  },
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* stream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
