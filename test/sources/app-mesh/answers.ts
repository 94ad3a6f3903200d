import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MeshInput } from '../../../src/evidence/mesh/evidence.ts'
import { nameKey, showName, type MeshResource } from '../../../src/evidence/mesh/resource.ts'
import type { Answer } from '../../../src/snapshot/snapshot.ts'
import { readMesh, type ReadMeshOptions } from '../../../src/sources/app-mesh/read-mesh.ts'
import { sniffKind } from '../../../src/sources/sniff.ts'

/** An answer that holds a text or a JSON value. */
export function answerOf(content: unknown, source = 'file.json', query?: string): Answer {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const bytes = Buffer.from(text)
  return {
    kind: sniffKind(text.slice(0, 65_536)) === 'quota' ? 'quota' : 'mesh', source, query, readAt: Date.UTC(2026, 7, 10), readAtFrom: 'recorded', bytes: bytes.length, failure: undefined,
    async* open() {
      await Promise.resolve()
      yield bytes
    },
  }
}

/** Reads contents given by file name. */
export function read(files: Readonly<Record<string, unknown>>, options: ReadMeshOptions = {}): Promise<MeshInput> {
  return readMesh(Object.entries(files).map(([source, content]) => answerOf(content, source)), options)
}

/** Reads a folder of fixtures/mesh, each file as it is. */
export function readFixture(folder: string): Promise<MeshInput> {
  const path = join('fixtures/mesh', folder)
  return readMesh(readdirSync(path).sort().map(name => answerOf(readFileSync(join(path, name), 'utf8'), name)))
}

/** `virtualNode blue`, `route main in colors`, sorted. */
export function namesOf(resources: readonly MeshResource[]): string[] {
  return resources.map(({ kind, name, parent }) => `${kind} ${showName(name)}${parent === undefined ? '' : ` in ${showName(parent)}`}`).sort()
}

/** Specs by kind and name. */
export function specsOf(resources: readonly MeshResource[]): Record<string, unknown> {
  return Object.fromEntries(resources.map(resource => [`${resource.kind} ${nameKey(resource.name)}`, resource.spec] as const).sort(([a], [b]) => a < b ? -1 : 1))
}
