import { parseAllDocuments } from 'yaml'
import type { Problem } from '../../evidence/problem.ts'
import type { Workload } from '../../evidence/mesh/workload.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { isObject, type Json } from './json.ts'
import { readPods } from './pods.ts'
import { readTaskDefinition, readTasks, type TaskDefinitions } from './tasks.ts'

/** A listing of 20,000 pods has about 200 MB; YAML takes a hundred times longer to read than JSON. */
const largestJson = 256 * 1024 * 1024
const largestYaml = 16 * 1024 * 1024

/** Pods and tasks of every answer of kind `workloads`. Total: what cannot be read becomes a problem and costs only itself. */
export async function readWorkloads(answers: readonly Answer[]): Promise<{ workloads: Workload[], problems: Problem[] }> {
  const problems: Problem[] = []
  const documents: { document: Json, source: string }[] = []
  for (const answer of answers.filter(({ kind }) => kind === 'workloads')) {
    const { source } = answer
    try {
      documents.push(...parse(await readText(answer)).filter(isObject).map(document => ({ document, source })))
    } catch (error) {
      problems.push({ source, message: `cannot be read: ${error instanceof Error ? error.message.split('\n')[0] ?? '' : 'it is no JSON and no YAML'}` })
    }
    if (answer.failure !== undefined) problems.push({ source, message: answer.failure.message })
  }
  const definitions: TaskDefinitions = new Map(documents.map(({ document }) => readTaskDefinition(document)).filter(found => found !== undefined))
  return { workloads: documents.flatMap(({ document, source }) => [...readPods(document, source), ...readTasks(document, definitions, source)]), problems }
}

async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.open()) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > largestJson) throw new Error(`it is larger than ${largestJson / 1024 / 1024} MiB`)
  }
  return text + decoder.decode()
}

function parse(text: string): unknown[] {
  if (/^\s*[[{]/.test(text)) return [JSON.parse(text)]
  if (text.length > largestYaml) throw new Error(`it is more than ${largestYaml / 1024 / 1024} MiB of YAML; save it as JSON (-o json)`)
  return parseAllDocuments(text, { logLevel: 'silent' }).map(document => {
    const [mistake] = document.errors
    if (mistake !== undefined) throw mistake
    return document.toJS({ maxAliasCount: 100 }) as unknown
  })
}
