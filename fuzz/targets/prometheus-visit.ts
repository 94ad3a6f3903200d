import { visitPrometheus } from '../../src/sources/envoy-admin/stats/visit-prometheus.ts'
import { cutUp, demandSame } from '../cut.ts'
import { sayCount } from '../outcome.ts'
import { demand, type Target } from '../target.ts'
import { prometheusSeeds, statWords } from './stats.ts'

function visit(pieces: readonly Uint8Array[]): { told: string, said: string } {
  const told: string[] = []
  const kinds = new Set<string>()
  let samples = 0
  visitPrometheus(pieces, {
    sample: sample => {
      samples++
      const labels = Array.from({ length: sample.labelCount }, (_, i) => [sample.labelName(i), sample.labelValue(i)])
      told.push(JSON.stringify([sample.line, sample.name, labels, String(sample.value()), sample.timestamp, sample.exemplar]))
    },
    type: (family, type, line) => told.push(`${line} ${family} ${type}`),
    help: (family, text, line) => told.push(`${line} ${family} ${text}`),
    unit: (family, unit, line) => told.push(`${line} ${family} ${unit}`),
    problem: (line, message, kind) => {
      demand(line >= 1, 'a problem stands in a line before the first')
      told.push(`${line} ${message}`)
      kinds.add(`${kind} ${message.replace(/\d+|["'`].*$/gs, '#').slice(0, 24)}`)
    },
  })
  return { told: told.join('\n'), said: `${sayCount(samples)} ${[...kinds].slice(0, 3).join()}` }
}

export const prometheusVisit: Target = {
  name: 'prometheus-visit', inputs: 800_000, words: statWords, seeds: prometheusSeeds,
  run: (input, random) => {
    const { told, said } = visit([input])
    if (random.once(8)) demandSame(told, visit(cutUp(input, random)).told)
    return said
  },
}
