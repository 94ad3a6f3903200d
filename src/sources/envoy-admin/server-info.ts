import type { ServerInfoPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { fields, number, seconds, text } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** Reads /server_info. Source: Envoy, admin.v3.ServerInfo; every field is always printed, but only in its own form. */
export function parseServerInfo(answer: string, source: string, problems: Problem[]): ServerInfoPart | undefined {
  const info = readJsonObject(answer, source, problems)
  if (info === undefined) return undefined
  const state = text(info.state)
  const uptime = seconds(info.uptime_current_epoch)
  if (state === undefined || uptime === undefined) {
    problems.push({ source, message: 'it names no state and uptime, so it is no /server_info of Envoy' })
    return undefined
  }
  const node = fields(info.node)
  const options = fields(info.command_line_options)
  return {
    source, state,
    // `<sha>/<1.40.0>/<Clean>/<RELEASE>/<BoringSSL>`
    version: /(?:^|\/)v?(\d+\.\d+\.\d+)/.exec(text(info.version) ?? '')?.[1],
    uptimeCurrentEpoch: uptime,
    uptimeAllEpochs: seconds(info.uptime_all_epochs) ?? uptime,
    restartEpoch: number(options.restart_epoch),
    concurrency: number(options.concurrency),
    nodeId: text(node.id),
    nodeCluster: text(node.cluster),
  }
}
