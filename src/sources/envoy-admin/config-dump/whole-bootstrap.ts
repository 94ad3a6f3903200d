import type { Problem } from '../../../evidence/problem.ts'
import { isFields, type Fields } from '../fields.ts'
import { JsonSlices, type SliceReceiver } from '../json-slices.ts'
import { DumpProblems } from './dump-problems.ts'
import { isIndentedText, YamlDump } from './yaml-dump.ts'

/** The bootstrap of a config_dump as Envoy prints it, for whoever wants to see all of it; undefined where the dump has none. Secrets in it are not replaced. */
export async function readWholeBootstrap(chunks: AsyncIterable<Uint8Array>, source: string, problems: Problem[]): Promise<Fields | undefined> {
  let bootstrap: Fields | undefined
  const receiver: SliceReceiver = {
    begin: () => undefined, wants: () => false, element: () => undefined, end: () => undefined, stray: () => undefined,
    member: (key, value) => { if (key === 'bootstrap' && isFields(value)) bootstrap = value },
    lost: (key, _text, offset) => { if (key === 'bootstrap') problems.push({ source, message: `the bootstrap at byte ${offset} is cut or broken and cannot be shown` }) },
  }
  let reader: JsonSlices | YamlDump | undefined
  const notes = new DumpProblems(source, problems)
  for await (const chunk of chunks) {
    reader ??= await begin(chunk, receiver, notes)
    reader.write(chunk)
  }
  reader?.end()
  return bootstrap
}

async function begin(head: Uint8Array, receiver: SliceReceiver, notes: DumpProblems): Promise<JsonSlices | YamlDump> {
  const text = Buffer.from(head.subarray(0, 4096)).toString('utf8').replace(/^\uFEFF/, '')
  if (!isIndentedText(text)) return new JsonSlices(receiver, 'configs', text.trimStart().startsWith('"'))
  const { parse } = await import('./yaml.ts')
  return new YamlDump(receiver, notes, document => parse(document, { logLevel: 'error', uniqueKeys: false }) as unknown)
}
