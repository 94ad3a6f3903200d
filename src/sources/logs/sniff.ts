import { LineReader } from './lines/line-reader.ts'
import { looksLikeAccess } from './lines/looks-like-access.ts'
import { ProcessEvents } from './process/process-events.ts'
import { planFields } from './scan/field-plan.ts'

const plan = planFields(['path', 'authority'])
/** Enough to see what a log is; a proxy's start prints some hundred lines before its first request. */
const enoughLines = 400

/**
 * Recognises a log by its first lines (at most 64 KiB, which may end anywhere), whatever is around them. One reader reads access and
 * process logs alike, so a file that mixes them may be called either; it is called by what it has more of.
 */
export function sniffLog(head: string): 'access_log' | 'process_log' | undefined {
  const events = new ProcessEvents('')
  const seen = { access: 0, process: 0 }
  const reader = new LineReader(plan, [], {
    onRows: ({ batch }) => { seen.access += batch.count },
    onOther: text => {
      if (looksLikeAccess(text)) seen.access++
      else if (events.add(text)) seen.process++
    },
    onTooLong: () => undefined,
  })
  for (const line of head.split('\n').slice(0, enoughLines)) reader.write(Buffer.from(`${line}\n`))
  reader.end()
  if (seen.access === 0 && seen.process === 0) return undefined
  return seen.access >= seen.process ? 'access_log' : 'process_log'
}
