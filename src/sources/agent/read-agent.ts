import type { Problem } from '../../evidence/problem.ts'
import type { Agent } from '../../evidence/schema.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { parseAgentStatus } from './status.ts'

/** An answer of the Agent has about 400 bytes. */
const most = 64 * 1024

/** Reads the newest /status of a proxy's Agent; undefined where there is none. */
export async function readAgent(answers: readonly Answer[], problems: Problem[]): Promise<Agent | undefined> {
  const answer = answers.filter(({ kind }) => kind === 'agent_status').sort((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0)).at(-1)
  if (answer === undefined) return undefined
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.open()) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > most) break
  }
  return parseAgentStatus(text.slice(0, most), answer.source, problems)
}
