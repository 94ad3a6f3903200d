import { createHash } from 'node:crypto'
import type { RuleSet } from '../../diagnose.ts'
import type { RequestPlan } from '../../sources/collect/request-plan.ts'
import type { SweepTarget } from '../targets/target.ts'

/** What makes two runs the same run, as a hash: targets, rules and samples. */
export function hashPlan(targets: readonly SweepTarget[], ruleSet: RuleSet, tool: string, { once, intervalSeconds }: { once: boolean, intervalSeconds: number }): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([tool, once, intervalSeconds, targets.map(({ name, live, saved, options }) => [name, live?.origin, live?.basePath, saved, options]), ruleSet.rules.map(rule => rule.id)]))
  return hash.digest('hex').slice(0, 16)
}

/** What would be read from whom, a line each, for `--plan`; nothing is read for it. */
export function describePlan(targets: readonly SweepTarget[], plan: readonly RequestPlan[], { once, intervalSeconds, mesh }: { once: boolean, intervalSeconds: number, mesh: readonly string[] }): string[] {
  const live = targets.filter(target => target.live !== undefined)
  const lines = live.length === 0 ? [] : [
    `GET from each of ${live.length} ${live.length === 1 ? 'Envoy' : 'Envoys'}, one after the other:`,
    ...plan.map(({ path, sampled, heavy }) => `  ${path}${sampled && !once ? `  twice, ${intervalSeconds} s apart` : ''}${heavy ? '  (large)' : ''}`),
  ]
  return [
    ...lines, ...mesh.map(path => `read ${path}: App Mesh resources`),
    ...targets.map(({ name, live, saved, source, labels, options, expected }) => [
      saved === undefined ? `${name}${live === undefined || live.name === name ? '' : ` at ${live.name}`}` : `read ${saved}`,
      `listed in ${source}`,
      ...Object.entries(labels).map(([label, value]) => `${label}=${value}`),
      ...(expected === undefined ? [] : [`expected ${expected.mesh}/${expected.kind}/${expected.name}`]),
      ...(options.once === true ? ['one sample'] : []), ...(options.timeout === undefined ? [] : [`within ${options.timeout} s`]),
    ].join('  ')),
  ]
}
