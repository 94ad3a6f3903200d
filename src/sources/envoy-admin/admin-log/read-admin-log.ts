import type { AdminLogPart } from '../../../evidence/parts.ts'
import type { Problem } from '../../../evidence/problem.ts'
import type { Answer } from '../../../snapshot/snapshot.ts'
import { parseAdminLine } from './admin-line.ts'
import { mutatingPaths } from './admin-paths.ts'
import { AdminTally } from './admin-tally.ts'
import { LineSplitter } from './line-splitter.ts'

interface ReadFile { source: string, tally: AdminTally }

/** A log of traffic that the admin interface may write into as well is looked through to this size. */
const largestMixed = 64 * 1024 * 1024

/**
 * Who called the admin interface for what, from its own access logs, and from logs that mix them with others (`/dev/stdout`). Of files that
 * cover the same time, which may be copies, the newest counts. Undefined where no call was found: a log of traffic without any does not say
 * that there was none.
 */
export async function readAdminLog(answers: readonly Answer[], problems: Problem[]): Promise<AdminLogPart | undefined> {
  const read: ReadFile[] = []
  for (const answer of answers) {
    if (answer.kind === 'admin_log') read.push(await readOwn(answer, problems))
    else if ((answer.kind === 'access_log' || answer.kind === 'process_log') && (answer.bytes ?? Infinity) <= largestMixed) read.push(await readMixed(answer))
  }
  const [newest, ...older] = read.filter(({ tally }) => tally.lines > 0).sort((a, b) => (b.tally.to ?? 0) - (a.tally.to ?? 0))
  if (newest === undefined) return undefined
  let { from } = newest.tally
  const sources = [newest.source]
  for (const { source, tally } of older) {
    if (from !== undefined && tally.to !== undefined && tally.to > from) {
      problems.push({ source, message: `its calls of the admin interface cover the same time as ${newest.source}: one of them is judged, the newest` })
      continue
    }
    newest.tally.merge(tally)
    from = tally.from
    sources.push(source)
  }
  const source = sources.join(', ')
  if (newest.tally.folded > 0) problems.push({ source, message: `${newest.tally.folded} calls of the admin interface are of more callers than are told apart, and were left out` })
  return newest.tally.finish(source)
}

async function readOwn({ source, open }: Answer, problems: Problem[]): Promise<ReadFile> {
  const tally = new AdminTally()
  const other = { count: 0, first: 0 }
  let number = 0
  const lines = new LineSplitter(text => {
    number++
    const line = parseAdminLine(text)
    if (line !== undefined) tally.add(line)
    else if (text.trim() !== '' && other.count++ === 0) other.first = number
  })
  for await (const chunk of open()) lines.write(chunk)
  lines.end()
  if (other.count > 0) problems.push({ source, line: other.first, message: `${other.count} ${other.count === 1 ? 'line is' : 'lines are'} not in Envoy's default format, or damaged, and ${other.count === 1 ? 'was' : 'were'} not read` })
  if (lines.tooLong > 0) problems.push({ source, message: `${lines.tooLong} ${lines.tooLong === 1 ? 'line is longer than 64 KiB and was' : 'lines are longer than 64 KiB and were'} skipped` })
  return { source, tally }
}

/** Only calls that change something, and that no upstream answered: everything else in such a log is traffic. */
async function readMixed({ source, open }: Answer): Promise<ReadFile> {
  const tally = new AdminTally()
  const lines = new LineSplitter(text => {
    if (!mayMutate.test(text)) return
    const line = parseAdminLine(text)
    if (line?.isAdmin === true && mutatingPaths.has(line.path)) tally.add(line)
  })
  for await (const chunk of open()) lines.write(chunk)
  lines.end()
  return { source, tally }
}

/** A quick look before a line is taken apart. */
const mayMutate = / \/(?:healthcheck|drain_listeners|quitquitquit|reset_counters|logging|runtime_modify|reopen_logs)[/? ]/
