import { dirname, resolve } from 'node:path'
import type { Setting } from '../configuration/setting.ts'
import { MeshmedicError } from '../errors.ts'
import { normaliseAddress, readAddress } from './addresses.ts'
import { readLabels } from './labels.ts'
import type { TargetSource } from './target.ts'

/** The keys of a configuration that list targets, named and shaped as Prometheus names and shapes them. */
export const targetKeys = ['static_configs', 'file_sd_configs', 'dns_sd_configs'] as const

type TargetSettings = Partial<Record<(typeof targetKeys)[number], Setting>>

const day = 86_400

/**
 * Reads the lists of targets: `static_configs`, `file_sd_configs`, `dns_sd_configs`.
 * Source: Prometheus, "Configuration", the sections of these names.
 * @param file of the configuration, against whose folder file_sd patterns are relative
 */
export function readTargetSources(settings: TargetSettings, file: string): TargetSource[] {
  return [
    ...(settings.static_configs?.items() ?? []).flatMap(readStatic),
    ...(settings.file_sd_configs?.items() ?? []).flatMap(item => readFiles(item, dirname(file))),
    ...(settings.dns_sd_configs?.items() ?? []).flatMap(readNames),
  ]
}

function readStatic(item: Setting): TargetSource[] {
  const { targets, labels } = item.fields(['targets', 'labels'])
  if (targets === undefined) item.reject('lacks targets')
  const addresses = (targets?.items() ?? []).flatMap(readTarget)
  return [{ kind: 'static', group: { addresses, labels: labels === undefined ? {} : readLabels(labels), source: 'static' } }]
}

/** The address of one target as it is written; none where it is no address, which is noted at its place. */
export function readTarget(target: Setting): string[] {
  const text = target.text()
  if (text === undefined) return []
  try {
    readAddress(normaliseAddress(text))
    return [text]
  } catch (error) {
    if (!(error instanceof MeshmedicError)) throw error
    target.reject(`is no address: ${error.message}. ${error.tryThis}`)
    return []
  }
}

function readFiles(item: Setting, folder: string): TargetSource[] {
  const { files, refresh_interval: refresh } = item.fields(['files', 'refresh_interval'])
  if (files === undefined) item.reject('lacks files')
  const refreshSeconds = refresh?.seconds(1, day) ?? 30
  return (files?.items() ?? []).flatMap((entry): TargetSource[] => {
    const pattern = entry.text()
    if (pattern === undefined) return []
    if (!/^[^*]*(?:\*[^/]*)?\.(?:json|ya?ml)$/.test(pattern)) {
      entry.reject('is a path that ends in .json, .yml or .yaml, with * in its last part only')
      return []
    }
    return [{ kind: 'file', pattern: resolve(folder, pattern), refreshSeconds }]
  })
}

function readNames(item: Setting): TargetSource[] {
  const { names, type, port, scheme, refresh_interval: refresh } = item.fields(['names', 'type', 'port', 'scheme', 'refresh_interval'])
  if (names === undefined) item.reject('lacks names')
  const record = type?.word(['SRV', 'A', 'AAAA'] as const) ?? 'SRV'
  const number = port?.whole(1, 65_535)
  if (record !== 'SRV' && port === undefined) item.reject(`lacks port, which ${record} records do not carry`)
  return (names?.texts() ?? []).map((name): TargetSource => ({
    kind: 'dns', name, type: record, port: number ?? 0, scheme: scheme?.word(['http', 'https'] as const) ?? 'http',
    refreshSeconds: refresh?.seconds(1, day) ?? 30,
  }))
}
