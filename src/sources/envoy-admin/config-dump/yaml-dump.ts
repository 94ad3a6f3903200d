import { isFields } from '../fields.ts'
import type { SliceReceiver } from '../json-slices.ts'
import type { DumpProblems } from './dump-problems.ts'

/** Reads YAML to plain values. */
export type ParseYaml = (text: string) => unknown

/** Nobody keeps a large dump as YAML, and reading it takes a hundred times its size. */
const largest = 8 << 20

/** Whether a text is YAML rather than JSON, by its first line that is neither blank nor a comment. */
export function isIndentedText(head: string): boolean {
  const line = /^(?:\s*(?:#[^\n]*)?\n)*\s*([^\n]*)/.exec(head)?.[1] ?? ''
  return /^(?:---|- |[\w@'][^{}[\]"]*:(?:\s|$))/.test(line)
}

/** Gathers a dump in YAML and tells its parts as if it were JSON. */
export class YamlDump {
  readonly #receiver: SliceReceiver
  readonly #problems: DumpProblems
  readonly #parse: ParseYaml | undefined
  readonly #chunks: Uint8Array[] = []
  #bytes = 0

  constructor(receiver: SliceReceiver, problems: DumpProblems, parse: ParseYaml | undefined) {
    this.#receiver = receiver
    this.#problems = problems
    this.#parse = parse
  }

  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    if (this.#bytes <= largest) this.#chunks.push(Uint8Array.from(chunk))
  }

  end(): { bytes: number, complete: boolean } {
    const whole = { bytes: this.#bytes, complete: true }
    if (this.#bytes > largest) this.#problems.note('YAML of more than 8 MiB is not read; give the JSON that Envoy printed')
    else if (this.#parse === undefined) this.#problems.note('YAML is not read here')
    else {
      try {
        this.#tell(this.#parse(Buffer.concat(this.#chunks).toString('utf8')))
      } catch (error) {
        this.#problems.note(`it is no valid YAML: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''}`)
      }
    }
    return whole
  }

  #tell(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#tell(item)
      return
    }
    if (!isFields(value)) return
    if (Array.isArray(value.configs)) return this.#tell(value.configs)
    this.#receiver.begin()
    for (const [key, content] of Object.entries(value)) {
      if (!Array.isArray(content)) this.#receiver.member(key, content)
      else if (this.#receiver.wants(key)) for (const element of content) this.#receiver.element(key, element)
    }
    this.#receiver.end()
  }
}
