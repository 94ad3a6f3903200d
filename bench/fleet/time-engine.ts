/** Judges so many simulated proxies in one process and prints what each step cost, in milliseconds of CPU: `time-engine.js PROXIES`. */
import { diagnose, type Step } from '../../src/diagnose.ts'
import { loadRuleSet } from '../../src/load-rule-set.ts'
import { openEvidence } from '../../src/open-evidence.ts'
import type { Answer, ProxySnapshot } from '../../src/snapshot/snapshot.ts'

const [count = '10'] = process.argv.slice(2)
const ruleSet = await loadRuleSet(process.cwd(), { folders: [], only: [], except: [] })
const saved = await openEvidence(['fixtures/tls-upstream-san-mismatch'], ruleSet.needs, { intervalSeconds: 10, once: false, requestSeconds: 30, signal: new AbortController().signal })

async function readText(answer: Answer): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.open()) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function* once(text: string): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield Buffer.from(text)
}

/** A client and a server in turn, each pair with names of its own, so that every client has one server to be judged with. */
const texts = await Promise.all(saved.proxies.map(async proxy => ({ proxy, answers: await Promise.all(proxy.answers.map(async answer => ({ answer, text: await readText(answer) }))) })))
const proxies: ProxySnapshot[] = Array.from({ length: Number(count) }, (_, i) => {
  const { proxy, answers } = texts[i % texts.length] ?? texts[0] ?? { proxy: undefined, answers: [] }
  const rename = (text: string): string => text.replaceAll('payments', `payments${Math.floor(i / 2)}`).replaceAll('checkout', `checkout${Math.floor(i / 2)}`)
  if (proxy === undefined) throw new Error('the fixture holds no proxy')
  return { ...proxy, name: rename(proxy.name), answers: answers.map(({ answer, text }) => ({ ...answer, source: rename(answer.source), open: () => once(rename(text)) })) }
})

const spent: Record<Step, number> = { parse: 0, join: 0, judge: 0, fold: 0 }
let mark = process.cpuUsage()
const report = await diagnose({ proxies, problems: [], close: () => Promise.resolve() }, ruleSet, {
  tool: { name: 'meshmedic', version: 'bench' }, at: undefined,
  onStep: step => {
    const used = process.cpuUsage(mark)
    spent[step] += (used.user + used.system) / 1000
    mark = process.cpuUsage()
  },
})
if (report.targets.length !== Number(count) || report.findings.length < Number(count) / 2) throw new Error(`nothing to measure: ${report.targets.length} targets, ${report.findings.length} findings`)
await saved.close()
console.log(JSON.stringify({ ...spent, judgements: report.coverage.clear + report.coverage.findings + report.coverage.unchecked }))
