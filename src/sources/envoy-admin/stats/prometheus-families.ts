import { metricTypes, type MetricType } from './prometheus-sample.ts'

interface Family { type: MetricType | undefined, hasSamples: boolean, hasHelp: boolean, closed: boolean, told: boolean }

/** What a sample's name may have behind its family's. */
const suffixes: readonly (readonly [string, readonly MetricType[]])[] = [
  ['_bucket', ['histogram', 'gaugehistogram']], ['_sum', ['histogram', 'summary']], ['_count', ['histogram', 'summary']],
  ['_gsum', ['gaugehistogram']], ['_gcount', ['gaugehistogram']], ['_total', ['counter']],
  ['_created', ['counter', 'histogram', 'summary']], ['_info', ['info']],
]

/** The families of a page, in which each should stand in one piece with one TYPE line before it. */
export class PrometheusFamilies {
  readonly #families = new Map<string, Family>()
  #current: Family | undefined

  /** A TYPE line; a reason when it is not right. The newest type holds for the samples that follow. */
  addType(name: string, type: string): string | undefined {
    const known = metricTypes.find(item => item === type)
    if (known === undefined) return `${type} is no type of a metric`
    const family = this.#of(name)
    const reason = family.type !== undefined ? `a second TYPE of ${name}` : family.hasSamples ? `TYPE of ${name} after its samples` : undefined
    family.type = known
    return reason
  }

  addHelp(name: string): string | undefined {
    const family = this.#of(name)
    const reason = family.hasHelp ? `a second HELP of ${name}` : undefined
    family.hasHelp = true
    return reason
  }

  /** The family of a sample, and a reason, told once a family, when it goes on after another one. */
  enter(name: string): { family: string, type: MetricType | undefined, reason: string | undefined } {
    const owner = this.#ownerOf(name)
    const family = this.#of(owner)
    let reason: string | undefined
    if (family !== this.#current) {
      if (this.#current !== undefined) this.#current.closed = true
      if (family.closed && !family.told) {
        family.told = true
        reason = `${owner} goes on after another family`
      }
      this.#current = family
    }
    family.hasSamples = true
    return { family: owner, type: family.type, reason }
  }

  #ownerOf(name: string): string {
    if (this.#families.get(name)?.type !== undefined) return name
    for (const [suffix, types] of suffixes) {
      if (!name.endsWith(suffix)) continue
      const base = name.slice(0, -suffix.length)
      const type = this.#families.get(base)?.type
      if (type !== undefined && types.includes(type)) return base
    }
    return name
  }

  #of(name: string): Family {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    const family: Family = { type: undefined, hasSamples: false, hasHelp: false, closed: false, told: false }
    this.#families.set(name, family)
    return family
  }
}
