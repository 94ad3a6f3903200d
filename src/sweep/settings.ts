import { readFile } from 'node:fs/promises'
import { readDuration } from '../configuration/duration.ts'
import { UsageError } from '../errors.ts'
import { emptyConfig, readSweepConfig, type SweepConfig } from './config/sweep-config.ts'

/** Reads the file of `-f`. @throws UsageError, ConfigurationError */
export async function loadSweepConfig(file: string | undefined): Promise<SweepConfig> {
  if (file === undefined) return emptyConfig
  try {
    const text = await readFile(file, 'utf8')
    return readSweepConfig(text, file)
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error
    throw new UsageError({ what: `The configuration ${file} cannot be read.`, why: error instanceof Error ? error.message : String(error), tryThis: 'Give a YAML file as docs/sweep.md describes it: -f sweep.yaml.' }, { cause: error })
  }
}

/** `90d`, `10m` in seconds. @throws UsageError */
export function parseSpan(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = readDuration(text)
  if (seconds !== undefined && seconds > 0) return seconds
  throw new UsageError({ what: `--${flag} ${JSON.stringify(text)} is no time.`, why: 'It is a number and a unit: s, m, h, d, w or y, from large to small.', tryThis: `Write --${flag} 90d or --${flag} 1h30m.` })
}
