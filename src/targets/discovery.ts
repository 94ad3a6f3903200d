import { ConfigurationError, MeshmedicError } from '../errors.ts'
import type { Problem } from '../evidence/problem.ts'
import { normaliseAddress, readAddress } from './addresses.ts'
import { lookUpTargets, systemResolver } from './dns-sd.ts'
import { listFiles, readFileSd } from './file-sd.ts'
import type { FoundTarget, FoundTargets, NameResolver, TargetGroup, TargetSource } from './target.ts'

/** What one source gave the last time it could be read. */
interface Held { groups: readonly TargetGroup[], problems: readonly Problem[], until: number }

export interface DiscoveryOptions {
  resolver?: NameResolver
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number
}

/**
 * Finds the targets of a configuration. It is asked, it does not watch: a source is read again when its refresh interval has passed
 * since it was read last. A file or name that cannot be read keeps the targets it had, and is told as a problem, as Prometheus does.
 */
export class TargetDiscovery {
  readonly #sources: readonly TargetSource[]
  readonly #resolver: NameResolver
  readonly #now: () => number
  readonly #held = new Map<TargetSource, Held>()
  #running: Promise<FoundTargets> | undefined

  constructor(sources: readonly TargetSource[], { resolver = systemResolver(), now = () => performance.now() }: DiscoveryOptions = {}) {
    this.#sources = sources
    this.#resolver = resolver
    this.#now = now
  }

  /** All targets as of now; never throws for what files and names hold. Callers at the same time share one look-up. */
  list(): Promise<FoundTargets> {
    this.#running ??= this.#list().finally(() => { this.#running = undefined })
    return this.#running
  }

  async #list(): Promise<FoundTargets> {
    const held = await Promise.all(this.#sources.map(source => this.#read(source)))
    const problems = held.flatMap(one => one.problems)
    const targets = new Map<string, FoundTarget>()
    for (const group of held.flatMap(one => one.groups)) addGroup(group, targets, problems)
    return { targets: [...targets.values()], problems }
  }

  async #read(source: TargetSource): Promise<Held> {
    if (source.kind === 'static') return { groups: [source.group], problems: [], until: Infinity }
    const before = this.#held.get(source)
    if (before !== undefined && before.until > this.#now()) return before
    const read = source.kind === 'dns' ? await this.#lookUp(source, before) : await this.#readFiles(source.pattern, before)
    const held = { ...read, until: this.#now() + source.refreshSeconds * 1000 }
    this.#held.set(source, held)
    return held
  }

  async #lookUp(source: Extract<TargetSource, { kind: 'dns' }>, before: Held | undefined): Promise<Omit<Held, 'until'>> {
    try {
      return { groups: [await lookUpTargets(source, this.#resolver)], problems: [] }
    } catch (error) {
      return { groups: before?.groups ?? [], problems: [{ source: source.name, message: `its ${source.type} records cannot be looked up: ${describe(error)}${keptNote(before)}` }] }
    }
  }

  async #readFiles(pattern: string, before: Held | undefined): Promise<Omit<Held, 'until'>> {
    const groups: TargetGroup[] = []
    const problems: Problem[] = []
    let files: readonly string[] = []
    try {
      files = await listFiles(pattern)
    } catch (error) {
      return { groups: before?.groups ?? [], problems: [{ source: pattern, message: `its folder cannot be read: ${describe(error)}${keptNote(before)}` }] }
    }
    for (const path of files) {
      try {
        groups.push(...await readFileSd(path))
      } catch (error) {
        const kept = before?.groups.filter(group => group.source === path) ?? []
        groups.push(...kept)
        problems.push({ source: path, message: `it cannot be read as a list of targets: ${describe(error)}${kept.length > 0 ? '; its targets of before are kept' : ''}` })
      }
    }
    return { groups, problems }
  }
}

function addGroup({ addresses, labels, source }: TargetGroup, targets: Map<string, FoundTarget>, problems: Problem[]): void {
  for (const text of addresses) {
    try {
      const live = readAddress(normaliseAddress(text))
      // The name is the address without credentials; the same one given twice is one target, with the labels it had first.
      if (!targets.has(live.name)) targets.set(live.name, { address: live.name, live, labels, source })
    } catch (error) {
      if (!(error instanceof MeshmedicError)) throw error
      problems.push({ source, message: error.message })
    }
  }
}

function keptNote(before: Held | undefined): string {
  return before !== undefined && before.groups.some(group => group.addresses.length > 0) ? '; the targets of before are kept' : ''
}

function describe(error: unknown): string {
  if (error instanceof ConfigurationError) return error.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`).join('; ')
  return error instanceof Error ? error.message : String(error)
}
