import { Command, Flags } from '@oclif/core'
import { loadCatalogue } from '../catalogue/load-catalogue.ts'
import { UsageError } from '../errors.ts'
import { explain } from '../explain/explain.ts'
import { loadFacts } from '../explain/facts.ts'
import type { Knowledge, Meaning } from '../explain/meaning.ts'
import { printMeanings } from '../explain/print-meaning.ts'

const mostLines = 20
const mostBytes = 65_536

export default class Explain extends Command {
  static override summary = 'say what an id, response flag, code, statistic or log line means, and what to do'
  static override description = 'Offline. Takes a rule id, response flags (short or long), a response-code detail, a gRPC or HTTP status, a TLS error, '
    + 'the name of a statistic, or a pasted line of an access log (Envoy\'s default, Istio\'s, JSON, or --format) or process log. With - the lines are read from standard input, which spares the quoting.'
  static override examples = [
    '<%= config.bin %> explain URX,UF',
    '<%= config.bin %> explain upstream_reset_before_response_started{connection_termination}',
    '<%= config.bin %> explain CERTIFICATE_VERIFY_FAILED',
    '<%= config.bin %> explain cluster.payments.upstream_cx_connect_fail',
    'kubectl logs POD -c envoy | tail -1 | <%= config.bin %> explain -',
  ]

  static override strict = false
  static override usage = 'explain ID|FLAG|CODE|STAT|LINE [--format STRING] [-o text|json]'
  static override flags = {
    output: Flags.option({ char: 'o', options: ['text', 'json'] as const, default: 'text' as const })(),
    format: Flags.string({ description: 'the access log\'s format string, or its JSON format, of a pasted line', helpValue: 'STRING' }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Explain)
    const questions = await readQuestions((argv as string[]).join(' '))
    const formats = flags.format === undefined ? [] : [(await import('../logs/check-format.ts')).checkFormat(flags.format)]
    const catalogue = loadCatalogue(this.config.root)
    const knowledge = { facts: loadFacts(catalogue.facts), rules: catalogue.rules }
    const meanings = questions.flatMap(question => answer(question, knowledge, formats))
    const width = (process.stdout.columns as number | undefined) ?? (Number(process.env.COLUMNS) || 100)
    process.stdout.write(flags.output === 'json' ? `${JSON.stringify(meanings, null, 2)}\n` : printMeanings(meanings, knowledge, width))
  }
}

function answer(question: string, knowledge: Knowledge, formats: readonly string[]): readonly Meaning[] {
  const found = explain(question, knowledge, formats)
  if ('meanings' in found) return found.meanings
  throw new UsageError({
    what: `Nothing is known about ${JSON.stringify(found.unknown.slice(0, 200))}.`,
    why: 'It is no rule id, response flag, code, detail, TLS error, statistic or log line that this version knows.',
    tryThis: found.nearest.length === 0 ? 'Give the flag, detail or name alone, or the whole line.' : `Known and alike: ${found.nearest.join(', ')}.`,
  })
}

async function readQuestions(argument: string): Promise<string[]> {
  if (argument.trim() === '') {
    throw new UsageError({ what: 'There is nothing to explain.', why: 'No id, flag, code, name or line was given.', tryThis: '`meshmedic explain UF`' })
  }
  if (argument !== '-') return [argument]
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk as string
    if (text.length > mostBytes) break
  }
  return text.slice(0, mostBytes).split('\n').filter(line => line.trim() !== '').slice(0, mostLines)
}
