import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../run-cli.ts'
import { access } from '../logs/count-text.ts'

const size = 240_000
const process = '[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] starting main dispatch loop'

describe('logs: a long file in several threads', function () {
  this.timeout(60_000)
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-long-'))
    // More than two parts of 16 MiB, with failures, process lines and damage in all of them.
    const text = Array.from({ length: size }, (_, i) => i % 1_000 === 999 ? process : i % 5_000 === 4_998 ? '[2026-11-20T11:00:00.000Z] "GET' : access({
      seconds: i / 100, code: i % 50 === 0 ? 503 : 200, flags: i % 50 === 0 ? 'UF' : '-', path: `/orders/${i}`, upstream: `10.0.0.${i % 7}:8080`, duration: i % 900, id: `0000-${i}`,
    })).join('\n')
    writeFileSync(join(folder, 'long.log'), text)
    writeFileSync(join(folder, 'piped.log'), text)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const args of [[], ['--sample', '2'], ['--by', 'upstream,code', '--where', 'duration > 100', '--interval', '1m', '--top', '100'], ['--since', '2026-11-20T11:20:00Z']]) {
    it(`gives the report that one thread gives ${args.join(' ')}`, async () => {
      const [file, pipe] = await Promise.all([
        runCli(['logs', join(folder, 'long.log'), '-o', 'json', ...args]),
        runCli(['logs', '-', '-o', 'json', ...args], { input: readFileSync(join(folder, 'piped.log'), 'utf8') }),
      ])
      const read = (text: string): object => JSON.parse(text.replaceAll(join(folder, 'long.log'), '-')) as object
      assert.equal(file.code, 0)
      assert.deepEqual(read(file.stdout), read(pipe.stdout))
    })
  }
})
