import type { ServerInfoPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { fields, number, seconds, text } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** Reads /server_info. Source: Envoy, admin.v3.ServerInfo; every field is always printed, but only in its own form. */
export function parseServerInfo(answer: string, source: string, problems: Problem[]): ServerInfoPart | undefined {
  const info = readJsonObject(answer, source, problems)
  const state = text(info?.state)
  if (info === undefined || state === undefined) {
    if (info !== undefined) problems.push({ source, message: 'it names no state, so it is no /server_info of Envoy' })
    return undefined
  }
  const node = fields(info.node)
  const options = fields(info.command_line_options)
  return {
    source, state,
    // `<sha>/<1.40.0>/<Clean>/<RELEASE>/<BoringSSL>`
    version: /(?:^|\/)v?(\d+\.\d+\.\d+)/.exec(text(info.version) ?? '')?.[1],
    uptimeCurrentEpoch: seconds(info.uptime_current_epoch) ?? 0,
    uptimeAllEpochs: seconds(info.uptime_all_epochs) ?? 0,
    restartEpoch: number(options.restart_epoch),
    concurrency: number(options.concurrency),
    nodeId: text(node.id),
    nodeCluster: text(node.cluster),
  }
}

/** Reads /ready: a lone state word. */
export function parseReady(answer: string): string | undefined {
  return /^\s*(LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.exec(answer)?.[1]
}
