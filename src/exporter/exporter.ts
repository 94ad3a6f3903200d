import type { RuleSet } from '../diagnose.ts'
import type { Report } from '../engine/report.ts'
import type { Problem } from '../evidence/problem.ts'
import type { StatsSample } from '../evidence/stats.ts'
import type { LiveTarget } from '../http/target.ts'
import type { RequestPlan } from '../sources/collect/request-plan.ts'
import { TargetDiscovery, type DiscoveryOptions } from '../targets/discovery.ts'
import type { FoundTarget } from '../targets/target.ts'
import { describeScrape } from './metrics/describe-scrape.ts'
import { joinNeeds } from './metrics/needs.ts'
import type { Module } from './modules.ts'
import { labelTarget } from './page/label-target.ts'
import type { Rows } from './page/rows.ts'
import { TargetPage } from './page/target-page.ts'
import { planScrape } from './scrape/plan.ts'
import { scrapeTarget, type Scraped } from './scrape/scrape-target.ts'
import { Turns } from './scrape/turns.ts'
import type { ExporterSettings } from './settings.ts'

export interface ExporterOptions {
  tool: Report['tool']
  /** Compiles the rules of a module; throws for a rule that there is not. */
  loadRules: (module: Module) => Promise<RuleSet>
  discovery?: DiscoveryOptions
  /** Told of each scrape that was made. */
  onScrape?: (scraped: Scraped) => void
}

/** A module ready for use. */
interface Prepared { module: Module, ruleSet: RuleSet, plan: readonly RequestPlan[] }

/** What is kept of a target between its scrapes. */
interface Memory { sample: StatsSample | undefined, pages: Map<string, { page: TargetPage, filledWith: object | undefined }>, running: Promise<Scraped> | undefined }

/** Reads and judges targets when it is asked to; keeps of each only its last statistics. */
export class Exporter {
  readonly settings: ExporterSettings
  readonly #options: ExporterOptions
  readonly #discovery: TargetDiscovery
  readonly #modules: ReadonlyMap<string, Prepared>
  readonly #memories: Map<string, Memory>
  readonly #turns = new Turns(1)
  /** How many targets are configured: all of them are remembered beside those of /probe. */
  #configured = 0

  private constructor(settings: ExporterSettings, options: ExporterOptions, modules: ReadonlyMap<string, Prepared>, memories: Map<string, Memory>) {
    this.settings = settings
    this.#options = options
    this.#discovery = new TargetDiscovery(settings.sources, options.discovery)
    this.#modules = modules
    this.#memories = memories
  }

  /**
   * Prepares every module.
   * @param before an exporter with other settings, whose memory is taken over
   * @throws RuleError, UsageError for rules that there are not
   */
  static async prepare(settings: ExporterSettings, options: ExporterOptions, before?: Exporter): Promise<Exporter> {
    const modules = new Map<string, Prepared>()
    for (const module of settings.modules.values()) {
      const loaded = await options.loadRules(module)
      const needs = joinNeeds(loaded.needs, module.read)
      modules.set(module.name, { module, ruleSet: { ...loaded, needs }, plan: planScrape(needs, module) })
    }
    return new Exporter(settings, options, modules, before === undefined ? new Map<string, Memory>() : before.#memories)
  }

  get modules(): string[] {
    return [...this.#modules.keys()]
  }

  /** The configured targets as of now. */
  listTargets(): ReturnType<TargetDiscovery['list']> {
    return this.#discovery.list()
  }

  /** Scrapes all configured targets at once. */
  async scrapeAll(seconds: number | undefined): Promise<{ rows: Rows[], problems: readonly Problem[], targets: number }> {
    const { targets, problems } = await this.listTargets()
    this.#configured = targets.length
    const { module } = this.settings
    const rows = await Promise.all(targets.map(async target => this.describe(target.live, module, await this.scrape(target.live, module, seconds), target)))
    return { rows: rows.flat(), problems, targets: targets.length }
  }

  /** Scrapes one target; who asks for it while it is being read gets the same answer. @param module one that there is */
  scrape(target: LiveTarget, module: string, seconds: number | undefined): Promise<Scraped> {
    const memory = this.#remember(target, module)
    memory.running ??= this.#scrape(target, module, seconds, memory).finally(() => { memory.running = undefined })
    return memory.running
  }

  /** The series of a scrape. @param found where it stands on a page with others, and is labelled so */
  describe(target: LiveTarget, module: string, scraped: Scraped, found?: FoundTarget): Rows[] {
    const memory = this.#remember(target, module)
    const labels = found === undefined ? [] : labelTarget(found)
    const key = JSON.stringify(labels)
    let kept = memory.pages.get(key)
    if (kept === undefined) {
      memory.pages.clear()
      memory.pages.set(key, kept = { page: new TargetPage(labels, this.settings.modules.get(module)?.maxSeries ?? 0), filledWith: undefined })
    }
    // Evidence is large: of a scrape that was put nothing is kept but the token.
    if (kept.filledWith !== scraped.token) describeScrape(kept.page, scraped)
    kept.filledWith = scraped.token
    return [...kept.page.all()]
  }

  async #scrape(target: LiveTarget, name: string, seconds: number | undefined, memory: Memory): Promise<Scraped> {
    const prepared = this.#modules.get(name)
    if (prepared === undefined) throw new RangeError(`no module ${name}`)
    const { module, ruleSet, plan } = prepared
    const scraped = await scrapeTarget({
      target, module, ruleSet, plan, earlier: memory.sample, tool: this.#options.tool, turns: this.#turns,
      seconds: Math.max(0.1, Math.min(module.timeoutSeconds, seconds ?? module.timeoutSeconds)),
    })
    // A target that does not answer for a while is compared with what it said last.
    memory.sample = scraped.sample ?? memory.sample
    this.#options.onScrape?.(scraped)
    return scraped
  }

  /** The memory of a target, which becomes the youngest; the oldest one is given up. */
  #remember(target: LiveTarget, module: string): Memory {
    const key = `${module} ${target.name}`
    const memory = this.#memories.get(key) ?? { sample: undefined, pages: new Map<string, never>(), running: undefined }
    this.#memories.delete(key)
    this.#memories.set(key, memory)
    for (const [oldest, { running }] of this.#memories) {
      if (this.#memories.size <= Math.max(1, this.settings.remembered + this.#configured)) break
      if (running === undefined) this.#memories.delete(oldest)
      else break
    }
    return memory
  }
}
