import assert from 'node:assert/strict'
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatsOfDump } from '../../src/logs/inputs/find-formats.ts'
import { countText } from './count-text.ts'

const files = readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).filter(name => /access[^/]*\.log$/.test(name)).map(name => `fixtures/${name}`)

async function formatsBeside(file: string): Promise<string[]> {
  const dump = join(dirname(file), 'config_dump.json')
  return existsSync(dump) ? (await formatsOfDump(createReadStream(dump) as AsyncIterable<Buffer>, dump, [])).map(({ format }) => format) : []
}

describe('logs: lines of real Envoys', () => {
  it('there are some', () => assert.ok(files.length > 15))

  for (const file of files) {
    it(`${file} is read whole`, async () => {
      const bytes = readFileSync(file)
      // A format of one's own stands in the configuration beside the log.
      const { inputs: [input], unread, requests, healthChecks } = countText([bytes], { formats: await formatsBeside(file) })
      assert.deepEqual(unread, { damaged: 0, unknown: 0, tooLong: 0, samples: [] })
      assert.equal(input?.access, bytes.toString().trimEnd().split('\n').length)
      assert.equal(requests + healthChecks, input.access)
    })
  }

  for (const file of readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('envoy.log')).map(name => `fixtures/${name}`)) {
    it(`${file} is a process log, every line of it`, () => {
      const { inputs: [input], unread } = countText([readFileSync(file)])
      assert.deepEqual(unread.samples, [])
      assert.equal(input?.process, readFileSync(file, 'utf8').trimEnd().split('\n').length)
    })
  }

  // As published: a virtual gateway's line with its time, and one of the App Mesh User Guide without.
  const published: [string, number, string][] = [
    ['[2022-11-14T03:07:48.082Z] "GET /health/ready HTTP/1.1" 404 NR 0 0 0 - "-" "curl" "1005b212-59a7-97ad-8ba8-7d1672f8e350" "internal-service.app.local:8080" "-"', 404, 'NR'],
    ['"- - HTTP/1.1" 400 DPE 0 11 0 - "-" "-" "-" "-" "-" "-"', 400, 'DPE'],
    ['[2020-11-25T21:16:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default', 418, ''],
    ['{"start_time":"2026-11-20T11:00:00.000Z","method":"GET","x-envoy-origin-path":"/get","protocol":"HTTP/1.1","response_code":"503","response_flags":"UF","response_code_details":"-","upstream_transport_failure_reason":"-","bytes_received":"0","bytes_sent":"0","duration":"3","x-envoy-upstream-service-time":"-","x-forwarded-for":"10.0.0.1","user-agent":"curl","x-request-id":"a","authority":"www.example.com",":authority":"www.example.com","upstream_host":"10.0.0.1:80","upstream_cluster":"httproute/default/backend/rule/0","route_name":"httproute/default/backend/rule/0/match/0/www"}', 503, 'UF'],
  ]
  for (const [line, code, flags] of published) {
    it(`published: ${line.slice(0, 60)}`, () => {
      const report = countText([`${line}\n`], { by: ['code', 'flags'] })
      assert.deepEqual([report.groups[0]?.rows.map(row => row.values), report.unread.samples], [[[String(code), flags]], []])
    })
  }
})
