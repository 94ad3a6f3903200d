/** Asks meshmedic itself, as a user would: the built command in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Report } from '../src/engine/report.ts'

/** The JSON report on URLs or folders; `seconds` between the samples of a live proxy. Throws what the command said when it gives none. */
export async function diagnose(targets: readonly string[], seconds: number, signal: AbortSignal): Promise<Report> {
  const args = ['bin/run.js', 'diagnose', ...targets, '--interval', String(seconds), '-o', 'json', '--fail-on', 'never']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGTERM' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text))
  const [code] = await once(child, 'close') as [number | null]
  try {
    return JSON.parse(stdout) as Report
  } catch (error) {
    throw new Error(`meshmedic ended with ${code ?? 'a signal'} and no JSON report: ${stderr.trim().slice(0, 2000)}`, { cause: error })
  }
}
