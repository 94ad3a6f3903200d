/** One running Envoy with its files: started from a bootstrap, stopped by its own pid. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CollectError } from '../../src/errors.ts'
import { getText } from './admin.ts'

export interface EnvoyOptions {
  /** Path of the binary. */
  binary: string
  /** Bootstrap as Envoy's own JSON; its admin address is where the start is watched. */
  bootstrap: object
  /** `http://address:port` of the admin interface that the bootstrap names. */
  admin: string
  /** Private folder for the bootstrap and the two logs. Made where missing. */
  folder: string
  /** Without the privilege to bind ports up to 1024. */
  unprivileged?: boolean
  /** Limit of its open files; the lab's own unless told. */
  openFiles?: number
  /** Worker threads; 1 unless told. */
  workers?: number
  /** It ends by itself, and that is what is wanted. */
  neverStarts?: boolean
  /** Envoy's log level; App Mesh images run at `info`. */
  logLevel?: string
}

export interface RunningEnvoy {
  readonly admin: string
  readonly pid: number
  /** What the process wrote to stdout: the access log, as App Mesh configures it. */
  readonly accessLog: string
  /** What the process wrote to stderr: its own log. */
  readonly processLog: string
  /** The admin interface's own access log. */
  readonly adminLog: string
  /** SIGTERM, then SIGKILL after 3 s. Resolves when the process is gone; a second call does nothing. */
  stop(): Promise<void>
  /** SIGSTOP and SIGCONT: a proxy that neither answers nor dies. */
  pause(): void
  resume(): void
}

/** Whatever ends this process, no Envoy of it lives on. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts Envoy and waits until its admin interface answers (10 s at most). Throws CollectError with the end of its log. */
export async function startEnvoy(options: EnvoyOptions): Promise<RunningEnvoy> {
  const { binary, bootstrap, admin, folder, logLevel = 'info' } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const accessLog = join(folder, 'access.log')
  const processLog = join(folder, 'envoy.log')
  await writeFile(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap, null, 1), { mode: 0o600 })
  const [stdout, stderr] = await Promise.all([open(accessLog, 'w', 0o600), open(processLog, 'w', 0o600)])
  const before = wrap(options)
  const child = spawn(before[0] ?? binary, [
    ...before.length === 0 ? [] : [...before.slice(1), binary], '-c', 'bootstrap.json', '-l', logLevel, '--concurrency', String(options.workers ?? 1), '--drain-time-s', '1',
    '--disable-hot-restart', '--skip-deprecated-logs',
  ], { stdio: ['ignore', stdout.fd, stderr.fd], cwd: folder, env: before.length === 0 ? {} : { PATH: process.env['PATH'] } })
  running.add(child)
  const exited = once(child, 'exit').catch(() => undefined).finally(() => running.delete(child))
  await Promise.all([stdout.close(), stderr.close()])

  const isGone = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  const stop = async (): Promise<void> => {
    if (isGone()) return
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
    await exited
    clearTimeout(timer)
  }
  for (const deadline = Date.now() + 10_000; ;) {
    if (isGone() && options.neverStarts === true) break
    if (isGone() || Date.now() > deadline) {
      await stop()
      throw await explainFailedStart(processLog, admin)
    }
    if ((await getText(`${admin}/ready`)) !== undefined) break
    await sleep(50)
  }
  return {
    admin,
    pid: child.pid ?? 0,
    accessLog,
    processLog,
    adminLog: join(folder, 'envoy_admin_access.log'),
    stop,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  }
}

/** What takes privileges away or sets limits, and then becomes Envoy. */
function wrap({ unprivileged = false, openFiles }: EnvoyOptions): string[] {
  return [
    ...(unprivileged ? ['setpriv', '--bounding-set=-net_bind_service', '--inh-caps=-net_bind_service'] : []),
    ...(openFiles === undefined ? [] : ['prlimit', `--nofile=${openFiles}:${openFiles}`]),
  ]
}

async function explainFailedStart(processLog: string, admin: string): Promise<CollectError> {
  const log = await readFile(processLog, 'utf8')
  const last = log.trim().split('\n').filter(line => /\[(critical|error)\]/.test(line)).slice(-3).join('\n')
  return new CollectError({
    what: `An Envoy of the lab did not start (admin ${admin})`,
    why: last === '' ? 'It ended or stayed silent without an error in its log.' : last,
    tryThis: `Run the scenario with --keep and read ${processLog}.`,
  })
}
