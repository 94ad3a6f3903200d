import { createServer, type Server } from 'node:http'
import { UsageError } from '../../errors.ts'
import { renderOpenmetrics } from '../../report/formats/openmetrics.ts'
import type { ServiceState } from './serve.ts'

/**
 * The service's door: `/-/healthy` (503 where the last run failed), `/metrics` of the service and of its last report.
 * @throws UsageError where it cannot listen
 */
export async function openDoor(address: string, state: () => ServiceState): Promise<{ port: number, close: () => Promise<void> }> {
  const { host, port } = parseListen(address)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://door').pathname
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405).end('only GET\n')
    else if (path === '/-/healthy') response.writeHead(state().lastOk ? 200 : 503).end(state().lastOk ? 'healthy\n' : 'the last run failed\n')
    else if (path === '/metrics') response.end(describeService(state()))
    else response.writeHead(404).end('there are /-/healthy and /metrics\n')
  })
  server.requestTimeout = 10_000
  await listen(server, host, port, address)
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: () => new Promise(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}

function listen(server: Server, host: string, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(new UsageError({ what: `--listen ${address} cannot be listened on.`, why: error.message, tryThis: 'Give another port, or 127.0.0.1:0 for any.' }, { cause: error })))
    server.listen(port, host, resolve)
  })
}

function parseListen(text: string): { host: string, port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw new UsageError({ what: `--listen ${JSON.stringify(text)} is no address.`, why: 'It is a host and a port.', tryThis: 'Write --listen 127.0.0.1:9810 or --listen [::]:9810.' })
  const host = match[1] ?? match[2] ?? ''
  return { host: host === '' ? '::' : host, port }
}

function describeService({ startedAt, runs, failedRuns, lastRun, nextAt, isRunning, report, messages, reloads }: ServiceState): string {
  const families: readonly (readonly [string, 'gauge' | 'counter', string, number | undefined])[] = [
    ['meshmedic_sweep_start_timestamp_seconds', 'gauge', 'When the service began.', startedAt / 1000],
    ['meshmedic_sweep_runs_total', 'counter', 'Runs that ended with a report.', runs],
    ['meshmedic_sweep_failed_runs_total', 'counter', 'Runs that failed.', failedRuns],
    ['meshmedic_sweep_running', 'gauge', 'Whether a run goes on.', isRunning ? 1 : 0],
    ['meshmedic_sweep_last_run_timestamp_seconds', 'gauge', 'When the last run ended.', lastRun === undefined ? undefined : lastRun.ended / 1000],
    ['meshmedic_sweep_last_run_duration_seconds', 'gauge', 'How long the last run took.', lastRun?.seconds],
    ['meshmedic_sweep_last_run_exit_code', 'gauge', 'The exit code that the last run would have had.', lastRun?.exit],
    ['meshmedic_sweep_next_run_timestamp_seconds', 'gauge', 'When the next run begins.', nextAt === undefined ? undefined : nextAt / 1000],
    ['meshmedic_sweep_waiting_messages', 'gauge', 'Messages to receivers that are not delivered yet.', messages.waiting],
    ['meshmedic_sweep_failed_messages', 'gauge', 'Messages to receivers that were given up.', messages.failed],
    ['meshmedic_sweep_reloads_total', 'counter', 'Reloads of the configuration that worked.', reloads.ok],
    ['meshmedic_sweep_failed_reloads_total', 'counter', 'Reloads of the configuration that did not.', reloads.failed],
  ]
  const own = families.filter(([, , , value]) => value !== undefined).map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value ?? 0}\n`).join('')
  return own + (report === undefined ? '' : renderOpenmetrics(report).replace(/# EOF\n$/, ''))
}
