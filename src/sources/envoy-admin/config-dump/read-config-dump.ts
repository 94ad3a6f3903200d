import type { ConfigDumpPart } from '../../../evidence/parts.ts'
import type { Problem } from '../../../evidence/problem.ts'
import { ConfigDumpReader } from './config-dump-reader.ts'
import { isIndentedText, type ParseYaml } from './yaml-dump.ts'

/** Reads a config_dump from its bytes. The YAML parser is loaded only for a dump that is YAML. */
export async function readConfigDump(chunks: AsyncIterable<Uint8Array>, source: string, problems: Problem[]): Promise<ConfigDumpPart> {
  let reader: ConfigDumpReader | undefined
  for await (const chunk of chunks) {
    reader ??= new ConfigDumpReader(source, problems, await loadYaml(chunk))
    reader.write(chunk)
  }
  return (reader ?? new ConfigDumpReader(source, problems)).end()
}

async function loadYaml(head: Uint8Array): Promise<ParseYaml | undefined> {
  if (!isIndentedText(Buffer.from(head.subarray(0, 4096)).toString('utf8').replace(/^\uFEFF/, ''))) return undefined
  const { parse } = await import('./yaml.ts')
  return text => parse(text, { logLevel: 'error', uniqueKeys: false }) as unknown
}
