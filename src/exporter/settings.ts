import { openConfiguration } from '../configuration/setting.ts'
import { readTargetSources, targetKeys } from '../targets/read-sources.ts'
import type { TargetSource } from '../targets/target.ts'
import { readAllowedPlaces, type AllowedPlace } from './allow-probe.ts'
import { readModules, type Module } from './modules.ts'

/** All that the exporter is told by its configuration file and command line. */
export interface ExporterSettings {
  sources: readonly TargetSource[]
  modules: ReadonlyMap<string, Module>
  /** The module that /metrics reads its targets by, and /probe without `module=`. */
  module: string
  allowed: readonly AllowedPlace[]
  /** Targets of /probe whose last statistics are remembered, so that growth can be told. */
  remembered: number
}

/** Settings without a file. @param targets addresses from the command line */
export function defaultSettings(targets: readonly string[]): ExporterSettings {
  return { sources: listTyped(targets), modules: readModules(undefined), module: 'default', allowed: [], remembered: 1000 }
}

/**
 * Reads a configuration file; schema/exporter.schema.json describes it.
 * @param targets further addresses from the command line
 * @throws ConfigurationError with all mistakes
 */
export function readSettings(text: string, file: string, targets: readonly string[]): ExporterSettings {
  const configuration = openConfiguration(text, file, 'configuration of the exporter')
  const found = configuration.root.fields([...targetKeys, 'module', 'modules', 'probe'])
  const modules = readModules(found.modules)
  const module = found.module?.text() ?? 'default'
  if (!modules.has(module)) found.module?.reject(`names no module; there are ${[...modules.keys()].join(', ')}`)
  const probe = found.probe?.fields(['allow', 'remembered_targets'])
  const settings: ExporterSettings = {
    sources: [...listTyped(targets), ...readTargetSources(found, file)],
    modules, module,
    allowed: readAllowedPlaces(probe?.allow),
    remembered: probe?.remembered_targets?.whole(0, 100_000) ?? 1000,
  }
  configuration.finish()
  return settings
}

const listTyped = (targets: readonly string[]): TargetSource[] =>
  targets.length === 0 ? [] : [{ kind: 'static', group: { addresses: targets, labels: {}, source: 'command line' } }]
