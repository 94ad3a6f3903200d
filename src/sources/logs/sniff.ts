import { looksLikeAccess } from './plain/access-line.ts'
import { looksLikeProcess } from './plain/process-line.ts'

/** Recognises a log by its first lines; a file that mixes both kinds is read for both whatever it is called. */
export function sniffLog(head: string): 'access_log' | 'process_log' | undefined {
  const lines = head.split('\n').slice(0, 200)
  if (lines.some(looksLikeAccess)) return 'access_log'
  return lines.some(looksLikeProcess) ? 'process_log' : undefined
}
