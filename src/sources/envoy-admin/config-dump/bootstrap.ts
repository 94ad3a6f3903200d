import type { BootstrapPart } from '../../../evidence/parts.ts'
import { printAddress, readAddress } from '../address.ts'
import { fields, isFields, milliseconds, number, records, text, type Fields } from '../fields.ts'
import { readControlPlanes } from './control-planes.ts'

/** Reads envoy.config.bootstrap.v3.Bootstrap. */
export function readBootstrap(bootstrap: Fields, lastUpdated: unknown): BootstrapPart {
  const node = fields(bootstrap.node)
  const admin = readAddress(fields(bootstrap.admin).address)
  return {
    nodeId: text(node.id),
    nodeCluster: text(node.cluster),
    nodeMetadata: fields(node.metadata),
    version: readVersion(node),
    adminAddress: admin === undefined ? undefined : printAddress(admin),
    controlPlanes: readControlPlanes(bootstrap),
    lastUpdated: milliseconds(lastUpdated),
    hasStatsMatcher: isFields(fields(bootstrap.stats_config).stats_matcher),
    statsTags: records(fields(bootstrap.stats_config).stats_tags)
      .map(tag => ({ name: text(tag.tag_name) ?? '', regex: text(tag.regex), value: text(tag.fixed_value) })),
  }
}

/** `1.40.0` from user_agent_build_version, or from the text that v2 printed; a part that is 0 is left out in JSON. */
function readVersion(node: Fields): string | undefined {
  const version = fields(fields(node.user_agent_build_version).version)
  const major = number(version.major_number)
  if (major !== undefined) return `${major}.${number(version.minor_number) ?? 0}.${number(version.patch) ?? 0}`
  return /(?:^|\/)(\d+\.\d+\.\d+)/.exec(text(node.build_version) ?? '')?.[1]
}

