import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { JoinReport } from '../../src/logs/join/join-report.ts'
import type { LogReport } from '../../src/logs/log-report.ts'
import { access, lines } from '../logs/count-text.ts'
import { runCli, type CliResult } from '../run-cli.ts'

const bad = access({ code: 503, flags: 'UF', seconds: 60 })
const incident = 'fixtures/connectivity-upstream-connect-failure'
/** The lab writes it anew from time to time. */
const requests = readFileSync(`${incident}/checkout/access.log`, 'utf8').trimEnd().split('\n').length

describe('meshmedic logs', () => {
  let folder = ''
  const save = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  async function read(args: readonly string[], options: Parameters<typeof runCli>[1] = {}): Promise<CliResult & { report: LogReport }> {
    const result = await runCli(['logs', ...args, '-o', 'json'], options)
    return { ...result, report: JSON.parse(result.stdout) as LogReport }
  }

  before(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-logs-')) })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('one screen for a real log, at 80 columns', async () => {
    const { stdout, code } = await runCli(['logs', `${incident}/checkout/access.log`], { env: { COLUMNS: '80' } })
    assert.match(stdout, new RegExp(`^${requests} of ${requests} requests failed \\(100 %\\)`, 'm'))
    assert.match(stdout, new RegExp(`^ +${requests} {2}503 {2}URX,UF {2}GET / {2}payments\\.shop\\.local → `, 'm'))
    assert.match(stdout, /connectivity\/upstream-connect-failure/)
    assert.ok(stdout.split('\n').length < 24 && !stdout.includes('\x1b'))
    assert.equal(code, 0)
  })

  it('standard input, files, patterns and gzip are the same to it', async () => {
    const text = lines(access(), bad)
    const plain = save('plain.log', text)
    save('packed.log.gz', gzipSync(text))
    const inputs: [string[], string?][] = [[['-'], text], [[plain]], [[join(folder, 'packed*')]]]
    for (const [args, input] of inputs) {
      const { report, code } = await read(args, input === undefined ? {} : { input })
      assert.deepEqual([code, report.requests, report.errors], [0, 2, 1])
    }
  })

  it('what Docker, Kubernetes and CloudWatch put around lines is taken off', async () => {
    const process = '[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] starting main dispatch loop'
    const wrap: [string, (line: string) => string][] = [
      ['docker', line => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-20T11:00:01.5Z' })}\n`], ['kubernetes', line => `2026-11-20T11:00:01.5Z stdout F ${line}\n`],
      ['kubectl', line => `[pod/orders-5f/envoy] ${line}\n`], ['cloudwatch', line => `2026-11-20T11:00:01.500Z ${line}\n`],
    ]
    for (const [name, around] of wrap) {
      const { report } = await read([save(`${name}.log`, [access(), bad, process].map(around).join(''))])
      assert.deepEqual([name, report.requests, report.errors, report.process?.lines, report.unread.samples], [name, 2, 1, 1, []])
    }
    for (const spaces of [0, 4]) {
      const events = { events: [access(), bad].map((message, i) => ({ logStreamName: 's', timestamp: i, message, ingestionTime: i, eventId: String(i) })), searchedLogStreams: [] }
      const { report } = await read([save('aws.json', JSON.stringify(events, null, spaces))])
      assert.deepEqual([spaces, report.requests, report.errors], [spaces, 2, 1])
    }
  })

  it('a wrong format says where, with a caret, and exits with 2', async () => {
    const { stderr, code, stdout } = await runCli(['logs', '-', '--format', '%START_TIME% %RESPONSE_COD%'])
    assert.match(stderr, /\n {2}%START_TIME% %RESPONSE_COD%\n {15}\^ Envoy \(1\.17 to 1\.40\) has no operator RESPONSE_COD \(did you mean RESPONSE_CODE\?\)\n/)
    assert.deepEqual([code, stdout], [2, ''])
  })

  it('a format is taken from a config_dump beside the log', async () => {
    const { report } = await read([`${incident}/checkout/access.log`, `${incident}/checkout/config_dump.json`])
    assert.equal(report.requests, requests)
    assert.deepEqual(report.problems, [])
  })

  it('a wrong condition, field, moment, interval and joining are usage errors in three parts', async () => {
    for (const args of [['--where', 'codes > 5'], ['--by', 'authorityy'], ['--since', 'noon'], ['--interval', '5'], ['--by', 'code', '--by', 'flags', '-o', 'csv'], ['--join'], ['--join', '-o', 'csv'], ['--top', '0'], ['--join', '--by', 'flags']]) {
      const { code, stderr } = await runCli(['logs', '-', ...args])
      assert.equal(code, 2, args.join(' '))
      assert.match(stderr, /^error: [^]*\n {2}why: [^]*\n {2}try: /, args.join(' '))
    }
  })

  it('conditions, windows and groups', async () => {
    const file = save('w.log', lines(access({ seconds: 0 }), bad, access({ seconds: 120, authority: 'pay' })))
    assert.equal((await read([file, '--where', 'code >= 500 && authority.startsWith("orders")'])).report.requests, 1)
    assert.equal((await read([file, '--since', '1m'])).report.requests, 2)
    assert.equal((await read([file, '--since', '2026-11-20T11:00:30Z', '--until', '2026-11-20T11:01:30Z'])).report.requests, 1)
    const { stdout } = await runCli(['logs', file, '--by', 'authority,flags', '-o', 'csv'])
    assert.deepEqual(stdout.split('\r\n').slice(0, 3), ['authority,flags,requests,errors,p50_ms,p90_ms,p99_ms,max_ms', 'orders.shop.local,,1,0,7,7,7,7', 'orders.shop.local,UF,1,1,7,7,7,7'])
  })

  it('an input that cannot be read costs only itself, and the exit code says so', async () => {
    const { report, code } = await read([save('ok.log', lines(bad)), join(folder, 'gone.log'), save('cut.gz', gzipSync(lines(...Array.from({ length: 3_000 }, (_, i) => access({ seconds: i })))).subarray(0, 4_000))])
    assert.equal(code, 2)
    assert.ok(report.requests > 1 && report.errors === 1)
    assert.deepEqual(report.problems.map(({ source }) => source.slice(folder.length + 1)).sort(), ['cut.gz', 'gone.log'])
  })

  it('the same input gives the same bytes', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => runCli(['logs', `${incident}/checkout/access.log`, `${incident}/checkout/envoy.log`, '-o', 'json', '--sample', '2'])))
    assert.equal(one?.stdout, two?.stdout)
  })

  it('an interruption shows what was read, marked, and exits with 130', async () => {
    const child = spawn(process.execPath, ['bin/run.js', 'logs', '-', '-o', 'json'])
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString() })
    // Standard input stays open: the command waits for more when the signal comes.
    child.stdin.write(lines(access(), bad))
    setTimeout(() => child.kill('SIGINT'), 1_500)
    const code = await new Promise(resolve => child.on('close', resolve))
    const report = JSON.parse(stdout) as LogReport
    assert.deepEqual([code, report.partial, report.requests], [130, 'interrupted', 2])
  })

  it('files are followed until an interruption', async () => {
    const file = save('grow.log', lines(access()))
    const { report, code } = await read([file, '--follow'], {
      onStart: child => {
        setTimeout(() => appendFileSync(file, lines(bad)), 1_000)
        setTimeout(() => child.kill('SIGINT'), 2_500)
      },
    })
    assert.deepEqual([code, report.partial, report.requests, report.errors], [130, null, 2, 1])
  })

  it('followed with --since, the window moves on', async () => {
    const file = save('window.log', lines(access({ seconds: 0, code: 503, flags: 'UF' }), access({ seconds: 50 })))
    const { report } = await read([file, '--follow', '--since', '1m'], {
      onStart: child => {
        setTimeout(() => appendFileSync(file, lines(...[60, 70, 115, 160, 200].map(seconds => access({ seconds })))), 1_500)
        setTimeout(() => child.kill('SIGINT'), 3_500)
      },
    })
    assert.deepEqual([report.since, report.errors, report.span?.to], ['2026-11-20T11:02:20.000Z', 0, '2026-11-20T11:03:20.000Z'])
    assert.ok(report.requests < 7, `${report.requests}`)
  })

  it('a reader that goes away is no error', async () => {
    const many = save('many.log', lines(...Array.from({ length: 20_000 }, (_, i) => access({ path: `/${i.toString(36)}z`, upstream: `10.0.${i % 250}.1:80` }))))
    const { code, stderr } = await runCli(['logs', many, '--by', 'path,upstream', '--top', '10000', '-o', 'ndjson'], { onStart: child => { child.stdout?.once('data', () => child.stdout?.destroy()) } })
    assert.deepEqual([code, stderr], [0, ''])
  })

  it('--join pairs two logs by x-request-id', async () => {
    const client = save('client.log', lines(access({ id: 'a', duration: 30 }), access({ id: 'b', code: 503, flags: 'URX', seconds: 2 }), access({ id: 'c', code: 503, flags: 'UC', seconds: 3 })))
    const server = save('server.log', lines(access({ id: 'a', duration: 20, service: '15' }), access({ id: 'b', code: 503, flags: 'UF', seconds: 2 }), access({ id: 'z', seconds: 9 })))
    const { stdout, code } = await runCli(['logs', '--join', client, server, '-o', 'json'])
    const report = JSON.parse(stdout) as JoinReport
    assert.deepEqual([code, report.pairs, report.clientOnly, report.serverOnly], [0, 2, 1, 1])
    assert.deepEqual(report.failures.map(({ place, requestIds }) => [place, requestIds]), [['application', ['b']], ['between', ['c']]])
    assert.match((await runCli(['logs', '--join', client, server])).stdout, /2 of 3 client requests have a line at the server[^]*in the server's application: client 503 URX, server 503 UF/)
  })
})
