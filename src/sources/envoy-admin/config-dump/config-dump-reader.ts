import type { ConfigDumpPart } from '../../../evidence/parts.ts'
import type { Problem } from '../../../evidence/problem.ts'
import { JsonSlices } from '../json-slices.ts'
import { DumpCollector } from './dump-collector.ts'
import { DumpProblems } from './dump-problems.ts'
import { isIndentedText, YamlDump, type ParseYaml } from './yaml-dump.ts'

/** Longest beginning in which the first brace, or what stands there instead, is looked for. */
const headSize = 4096

/**
 * Reads a config_dump while its bytes arrive: whole, cut, masked, one page of `?resource=`, or a piece that somebody copied out
 * of one, as JSON or YAML. Each element is reduced to evidence and dropped, so that memory does not grow with the dump's text.
 * Never throws: what cannot be read becomes a problem and costs only itself.
 */
export class ConfigDumpReader {
  readonly #problems: DumpProblems
  readonly #collector: DumpCollector
  readonly #parseYaml: ParseYaml | undefined
  #head: Buffer | undefined = Buffer.alloc(0)
  #reader: JsonSlices | YamlDump | undefined

  /** @param parseYaml reads the text of a dump in YAML; without it such a dump is a problem */
  constructor(source: string, problems: Problem[], parseYaml?: ParseYaml) {
    this.#problems = new DumpProblems(source, problems)
    this.#collector = new DumpCollector(source, this.#problems)
    this.#parseYaml = parseYaml
  }

  /** @param chunk the next bytes of the dump */
  write(chunk: Uint8Array): void {
    if (this.#head === undefined) return this.#reader?.write(chunk)
    this.#head = Buffer.concat([this.#head, chunk])
    if (this.#head.length >= headSize) this.#begin(this.#head)
  }

  /** Ends the dump. */
  end(): ConfigDumpPart {
    if (this.#head !== undefined) this.#begin(this.#head)
    const { bytes, complete } = this.#reader?.end() ?? { bytes: 0, complete: true }
    if (bytes === 0) this.#problems.note('it is empty')
    else if (!complete) this.#problems.note(`the dump ends in the middle, after ${bytes} bytes: what was complete is read`)
    const part = this.#collector.finish()
    if (bytes > 0 && part.sections.size === 0) this.#problems.note('nothing in it is a section of a config_dump')
    this.#problems.finish()
    return part
  }

  #begin(head: Buffer): void {
    this.#head = undefined
    const start = head.subarray(0, 3).equals(Buffer.from('\uFEFF')) ? 3 : 0
    const text = head.toString('utf8', start, headSize)
    this.#reader = isIndentedText(text)
      ? new YamlDump(this.#collector, this.#problems, this.#parseYaml)
      : new JsonSlices(this.#collector, 'configs', text.trimStart().startsWith('"'))
    this.#reader.write(head.subarray(start))
  }
}
