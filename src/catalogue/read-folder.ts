import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parse } from 'yaml'
import { UsageError } from '../errors.ts'
import { readRule, type ReadRule } from '../engine/rules/read-rule.ts'

/**
 * Reads the rules of a folder: the path below it is a rule's id.
 * @throws UsageError when the folder cannot be read.
 */
export function readRuleFolder(folder: string): ReadRule[] {
  return listYaml(folder).map(path => {
    const id = relative(folder, path).split(sep).join('/').replace(/\.ya?ml$/, '')
    return readRule(id, path, readFileSync(path, 'utf8'))
  })
}

/** Reads the facts of a folder: file name without ending -> what it holds. */
export function readFactFolder(folder: string): Record<string, unknown> {
  return Object.fromEntries(listYaml(folder).map(path => [
    relative(folder, path).replace(/\.ya?ml$/, ''), parse(readFileSync(path, 'utf8')) as unknown,
  ]))
}

function listYaml(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.ya?ml$/.test(name)).sort().map(name => join(folder, name))
  } catch (error) {
    throw new UsageError({
      what: `The folder ${folder} cannot be read.`,
      why: error instanceof Error ? error.message : String(error),
      tryThis: 'Give the path of a folder that holds rules as FAMILY/NAME.yaml.',
    }, { cause: error })
  }
}
