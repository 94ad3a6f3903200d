/** Diagnoses a folder as the command does, without oclif, and prints how many milliseconds each step took: `time-steps.js FOLDER`. */
import { diagnose, type Step } from '../../src/diagnose.ts'
import { loadRuleSet } from '../../src/load-rule-set.ts'
import { openEvidence } from '../../src/open-evidence.ts'
import { reporters } from '../../src/report/index.ts'
import type { Answer } from '../../src/snapshot/snapshot.ts'

const spent: Record<'start' | 'rules' | 'open' | 'read' | Step | 'render', number> = { start: 0, rules: 0, open: 0, read: 0, parse: 0, join: 0, judge: 0, fold: 0, render: 0 }
let mark = 0
const lap = (step: keyof typeof spent): void => {
  const now = performance.now()
  spent[step] += now - mark
  mark = now
}

/** Waiting for bytes is reading; what is done with them between is parsing. */
async function* timeReading(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  lap('parse')
  for await (const chunk of chunks) {
    lap('read')
    yield chunk
    lap('parse')
  }
  lap('read')
}

const timed = (answer: Answer): Answer => ({ ...answer, open: () => timeReading(answer.open()) })

lap('start')
const [folder = ''] = process.argv.slice(2)
const ruleSet = await loadRuleSet(process.cwd(), { folders: [], only: [], except: [] })
lap('rules')
const snapshot = await openEvidence([folder], ruleSet.needs, { intervalSeconds: 10, once: false, requestSeconds: 30, signal: new AbortController().signal })
lap('open')
const watched = { ...snapshot, proxies: snapshot.proxies.map(proxy => ({ ...proxy, answers: proxy.answers.map(timed) })) }
const report = await diagnose(watched, ruleSet, { tool: { name: 'meshmedic', version: 'bench' }, at: undefined, onStep: lap })
const render = await reporters.table()
render(report, { width: 100, color: false, all: false, verbose: false })
lap('render')
await snapshot.close()
console.log(JSON.stringify(spent))
