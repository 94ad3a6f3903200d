import { UsageError } from '../src/errors.ts'
import type { Target } from './target.ts'
import { adminLog } from './targets/admin-log.ts'
import { agentStatus } from './targets/agent.ts'
import { clustersJson, clustersText } from './targets/clusters.ts'
import { configDump } from './targets/config-dump.ts'
import { diagnosis } from './targets/diagnosis.ts'
import { escapes } from './targets/escapes.ts'
import { explanations } from './targets/explanations.ts'
import { liveTargets } from './targets/live-targets.ts'
import { logFormats } from './targets/log-formats.ts'
import { logLines } from './targets/log-lines.ts'
import { accessLog, jsonLog, processLog } from './targets/logs.ts'
import { manifest } from './targets/manifest.ts'
import { meshJson, meshYaml } from './targets/mesh-resources.ts'
import { names } from './targets/names.ts'
import { prometheusVisit } from './targets/prometheus-visit.ts'
import { redaction } from './targets/redaction.ts'
import { expressions, ruleFiles } from './targets/rules.ts'
import { smallAnswers } from './targets/small-answers.ts'
import { sniffing } from './targets/sniffing.ts'
import { statsList } from './targets/stats-list.ts'
import { statsJson, statsPrometheus, statsText } from './targets/stats.ts'
import { tar } from './targets/tar.ts'
import { templates } from './targets/templates.ts'

/** Every parser of bytes that somebody else wrote. */
export const targets: readonly Target[] = [
  statsText, statsJson, statsPrometheus, statsList, prometheusVisit, configDump, clustersText, clustersJson, ...smallAnswers, sniffing,
  accessLog, jsonLog, logLines, logFormats, processLog, manifest, tar, redaction, ruleFiles, expressions, names, liveTargets, templates, explanations,
  agentStatus, adminLog, meshJson, meshYaml, escapes, diagnosis,
]

/** @throws UsageError where no target has that name */
export function findTarget(name: string): Target {
  const found = targets.find(target => target.name === name)
  if (found !== undefined) return found
  throw new UsageError({
    what: `No target is called ${name}.`, why: 'A target is named after what it reads.', tryThis: `Choose from ${targets.map(target => target.name).join(', ')}.`,
  })
}
