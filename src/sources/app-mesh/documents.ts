import { LineCounter, parseAllDocuments } from 'yaml'
import type { Problem } from '../../evidence/problem.ts'
import { JsonValueSplitter } from './json-values.ts'
import { templateTags } from './template-tags.ts'

/** One document of a file, and where it begins. */
export interface Document {
  value: unknown
  /** `line 12`; empty for the first document of a file. */
  place: string
}

const MiB = 1024 * 1024
/** The largest mesh that the quotas allow takes some MiB; YAML is parsed some 20 times slower than JSON. */
const largest = { json: 64 * MiB, yaml: 8 * MiB }

/**
 * Splits a file into its documents: JSON, several JSON values after one another (what a loop of `aws` commands saves), or YAML of
 * many documents. JSON is read value by value, so that a file need not fit into memory beside what it says. A document that cannot be
 * read becomes a problem with its line; the others are kept.
 */
export async function* readDocuments(pieces: AsyncIterable<Uint8Array>, source: string, problems: Problem[]): AsyncGenerator<Document> {
  /** All of YAML, and of JSON what came before its first character. */
  const held: Uint8Array[] = []
  let form: 'json' | 'yaml' | undefined
  let bytes = 0
  const json = new JsonDocuments(source, problems)
  for await (const piece of pieces) {
    bytes += piece.length
    form ??= guessForm(piece)
    if (form === 'json') for (const blank of held.splice(0)) yield* json.read(blank)
    const most = form === 'yaml' ? largest.yaml : largest.json
    if (bytes > most) {
      problems.push({ source, message: form === 'yaml'
        ? `is YAML of more than the ${most / MiB} MiB that are read of it, and is left out; save it as JSON (-o json), or in parts`
        : `is larger than ${most / MiB} MiB, more than any mesh takes; what follows there is left out: give the resources of one mesh alone, or in parts` })
      return
    }
    if (form === 'json') yield* json.read(piece)
    // The reader may use its buffer again.
    else held.push(piece.slice())
  }
  if (form === 'json') json.end()
  else yield* parseYaml(decode(held).replace(/^\uFEFF/, ''), source, problems)
}

/** By the first character that is no space; undefined where there is none yet. */
function guessForm(piece: Uint8Array): 'json' | 'yaml' | undefined {
  const first = piece.find(byte => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf)
  return first === undefined ? undefined : first === 0x7b || first === 0x5b ? 'json' : 'yaml'
}

function decode(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder()
  return pieces.map(piece => decoder.decode(piece, { stream: true })).join('') + decoder.decode()
}

/** Reads the JSON values of one file. */
class JsonDocuments {
  readonly #splitter = new JsonValueSplitter()
  readonly #source: string
  readonly #problems: Problem[]
  #seen = 0
  #read = 0

  constructor(source: string, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
  }

  * read(piece: Uint8Array): Generator<Document> {
    for (const { text, line } of this.#splitter.write(piece)) {
      const place = this.#seen++ === 0 ? '' : `line ${line}`
      try {
        const value = JSON.parse(text) as unknown
        this.#read++
        yield { value, place }
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        this.#problems.push({ source: this.#source, line, message: `is no valid JSON: ${explain(error)}; this value is left out` })
      }
    }
  }

  /** What is left over is said. */
  end(): void {
    const line = this.#splitter.leftLine
    if (line === undefined) return
    this.#problems.push({ source: this.#source, line, message: this.#read > 0
      ? 'ends in the middle of a JSON value, which is left out; save it again'
      : `is no valid JSON: ${whyInvalid(this.#splitter.rest())}; save it again` })
  }
}

function whyInvalid(text: string): string {
  try {
    JSON.parse(text)
    return 'something stands beside it'
  } catch (error) {
    return explain(error)
  }
}

function parseYaml(text: string, source: string, problems: Problem[]): Document[] {
  const lines = new LineCounter()
  let parsed
  try {
    parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent', customTags: templateTags, merge: true })
  } catch (error) {
    // Nesting beyond the stack is the only way there.
    problems.push({ source, message: `cannot be read as YAML: ${explain(error)}` })
    return []
  }
  const documents: Document[] = []
  for (const [index, document] of (Array.isArray(parsed) ? parsed : []).entries()) {
    const line = lines.linePos((document.contents as { range?: readonly number[] } | null)?.range?.[0] ?? document.range[0]).line
    const [mistake, ...more] = document.errors
    if (mistake !== undefined) {
      problems.push({ source, line: lines.linePos(mistake.pos[0]).line, message: `is no valid YAML: ${mistake.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}; the document is left out` })
      continue
    }
    try {
      const value = document.toJS({ maxAliasCount: 100 }) as unknown
      if (value !== null && value !== undefined) documents.push({ value, place: index === 0 ? '' : `line ${line}` })
    } catch (error) {
      problems.push({ source, line, message: `is YAML whose aliases cannot be followed: ${explain(error)}; the document is left out` })
    }
  }
  return documents
}

function explain(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}
