import { Flags, type Interfaces } from '@oclif/core'
import { colorChoices } from './color.ts'

/** What every `meshmedic proxy` command has in common. */
export const proxyDescription = 'Evidence is what `diagnose` takes: URLs, Unix sockets, bundles, folders, files, or - for standard input. Several proxies are all shown, each under '
  + 'its name. What is not known is a ?, with the reason below the table.\n\n'
  + 'Exit codes: 0 shown; 2 usage or internal error; 3 nothing of it is known of any proxy; 4 no target reachable; 130 interrupted.'

/** Flags of every `meshmedic proxy` command. */
export const proxyFlags = {
  output: Flags.option({ char: 'o', options: ['table', 'json', 'markdown'] as const, default: 'table' as const })(),
  proxy: Flags.string({ description: 'only this proxy: its virtual node, node id, folder or URL', helpValue: 'NAME' }),
  name: Flags.string({ multiple: true, description: 'only what a name of the row holds; a glob with * matches it whole; repeatable', helpValue: 'TEXT|GLOB' }),
  at: Flags.string({ description: 'the moment of the evidence, ISO 8601', helpValue: 'TIME' }),
  timeout: Flags.integer({ default: 30, min: 1, max: 600, description: 'seconds for one answer of a live proxy' }),
  all: Flags.boolean({ description: 'cut no cell' }),
  color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
}

export const directionFlag = Flags.option({ options: ['ingress', 'egress'] as const, description: 'only this direction' })()
export const portFlag = Flags.integer({ min: 0, max: 65535, description: 'only this port' })

/** @param examples words that a status has */
export function statusFlag(examples: string): Interfaces.OptionFlag<string | undefined> {
  return Flags.string({ description: `only rows whose status holds this word: ${examples}`, helpValue: 'WORD' })
}
