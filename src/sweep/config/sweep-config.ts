import { dirname, resolve } from 'node:path'
import { openConfiguration, type Setting } from '../../configuration/setting.ts'
import { readLabels } from '../../targets/labels.ts'
import { readTarget, readTargetSources, targetKeys } from '../../targets/read-sources.ts'
import type { TargetSource } from '../../targets/target.ts'
import { readReceivers } from '../../notify/read-receivers.ts'
import type { ReceiverConfig } from '../../notify/receiver.ts'
import type { Listing } from '../targets/listings.ts'
import type { Expected, TargetOptions } from '../targets/target.ts'
import { readSuppressions, type Suppression } from './suppressions.ts'

/** Targets that are one mesh endpoint. */
export interface TargetGroup { name: string, expected: Expected | undefined, addresses: readonly string[], labels: Readonly<Record<string, string>>, options: TargetOptions }

/** What a sweep reads, mutes and tells: the file of `-f`, schema/sweep.schema.json. */
export interface SweepConfig {
  /** Path of the file; `command line` without one. */
  file: string
  /** Name of the sweep: what it remembers is apart from other sweeps in the same store. */
  name: string
  sources: readonly TargetSource[]
  groups: readonly TargetGroup[]
  listings: readonly Listing[]
  bundles: readonly { path: string, labels: Readonly<Record<string, string>> }[]
  /** Files and folders of App Mesh resources. */
  mesh: readonly string[]
  suppressions: readonly Suppression[]
  receivers: readonly ReceiverConfig[]
}

export const emptyConfig: SweepConfig = { file: 'command line', name: 'default', sources: [], groups: [], listings: [], bundles: [], mesh: [], suppressions: [], receivers: [] }

const keys = ['name', ...targetKeys, 'groups', 'listings', 'bundles', 'mesh', 'suppressions', 'notify'] as const

/** @throws ConfigurationError with every mistake and its place */
export function readSweepConfig(text: string, file: string): SweepConfig {
  const document = openConfiguration(text, file, 'sweep configuration')
  const found = document.root.fields(keys)
  const folder = dirname(file)
  const paths = (setting: Setting | undefined): string[] => (setting?.texts() ?? []).map(path => resolve(folder, path))
  const config: SweepConfig = {
    file, name: readName(found.name) ?? 'default',
    sources: readTargetSources(found, file),
    groups: (found.groups?.items() ?? []).map(readGroup),
    listings: (found.listings?.items() ?? []).map(item => readListing(item, folder)),
    bundles: (found.bundles?.items() ?? []).flatMap(item => readBundle(item, folder)),
    mesh: paths(found.mesh),
    suppressions: readSuppressions(found.suppressions),
    receivers: readReceivers(found.notify, folder),
  }
  document.finish()
  return config
}

function readName(setting: Setting | undefined): string | undefined {
  const name = setting?.text()
  if (name !== undefined && !/^[\w.-]{1,60}$/.test(name)) setting?.reject('is letters, digits, dots, dashes and underscores, at most 60')
  return name
}

function readGroup(item: Setting): TargetGroup {
  const { name, mesh, virtual_node: node, virtual_gateway: gateway, targets, labels, timeout, once } = item.fields(['name', 'mesh', 'virtual_node', 'virtual_gateway', 'targets', 'labels', 'timeout', 'once'])
  if (targets === undefined) item.reject('lacks targets')
  if (node !== undefined && gateway !== undefined) gateway.reject('cannot stand beside virtual_node: a group is one or the other')
  if ((node ?? gateway) !== undefined && mesh === undefined) item.reject('lacks mesh')
  const expectedMesh = mesh?.text()
  const expectedName = (node ?? gateway)?.text()
  const addresses = (targets?.items() ?? []).flatMap(readTarget)
  return {
    name: name?.text() ?? expectedName ?? '', addresses,
    expected: expectedMesh === undefined || expectedName === undefined ? undefined : { mesh: expectedMesh, kind: node === undefined ? 'virtualGateway' : 'virtualNode', name: expectedName },
    labels: { ...(labels === undefined ? {} : readLabels(labels)), ...(expectedMesh === undefined ? {} : { mesh: expectedMesh }), ...(name === undefined ? {} : { group: name.text() ?? '' }) },
    options: readOptions(timeout, once),
  }
}

function readOptions(timeout: Setting | undefined, once: Setting | undefined): TargetOptions {
  const seconds = timeout?.seconds(1, 3600)
  const single = once?.flag()
  return { ...(seconds === undefined ? {} : { timeout: seconds }), ...(single === undefined ? {} : { once: single }) }
}

function readListing(item: Setting, folder: string): Listing {
  const { files, port, scheme, labels, timeout, once } = item.fields(['files', 'port', 'scheme', 'labels', 'timeout', 'once'])
  if (files === undefined) item.reject('lacks files')
  return {
    files: (files?.texts() ?? []).map(path => resolve(folder, path)),
    port: port?.whole(1, 65_535) ?? 9901, scheme: scheme?.word(['http', 'https'] as const) ?? 'http',
    labels: labels === undefined ? {} : readLabels(labels), options: readOptions(timeout, once),
  }
}

function readBundle(item: Setting, folder: string): SweepConfig['bundles'] {
  const { path, labels } = item.fields(['path', 'labels'])
  if (path === undefined) item.reject('lacks path')
  const text = path?.text()
  return text === undefined ? [] : [{ path: resolve(folder, text), labels: labels === undefined ? {} : readLabels(labels) }]
}
