import { spawn, type ChildProcess } from 'node:child_process'

export interface CliResult { code: number | null, stdout: string, stderr: string }

/** Runs the built command as a user's shell would, without a terminal. */
export function runCli(args: readonly string[], options: { input?: string, onStart?: (child: ChildProcess) => void, env?: NodeJS.ProcessEnv } = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ['bin/run.js', ...args], { env: { ...process.env, NO_COLOR: '1', COLUMNS: '100', ...options.env } })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => { output.stdout += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output.stderr += chunk.toString() })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  options.onStart?.(child)
  return new Promise(resolve => child.on('close', code => resolve({ code, ...output })))
}
