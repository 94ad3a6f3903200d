import { describeContent } from '../../src/snapshot/describe-content.ts'
import { sniffKind } from '../../src/sources/sniff.ts'
import { pickLines, readFixture, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const proxy = 'tls-upstream-san-mismatch/checkout'

export const sniffing: Target = {
  name: 'sniffing', inputs: 105_000,
  words: ['{"configs":[', '"@type":"type.googleapis.com/envoy', 'cluster.', ': 0\n', '# TYPE envoy_', 'LIVE', '[2026-11-20T11:02:17.000Z] "', '[2026-11-20 11:02:03.120][1][info][main] ', '# ', '\n# x', '<html>', '- a: ', '"certificates":['],
  seeds: () => toBytes([
    ...['certs.json', 'clusters.json', 'config_dump.json', 'listeners.json', 'server_info.json', 'stats-1.txt', 'access.log', 'envoy.log'].map(name => readFixture(`${proxy}/${name}`).slice(0, 500)),
    ...pickLines('forms/stats/1.40.0.prom', 6, 2), '<!doctype html><title>x</title>', '# c\n# d\n  dynamic_listeners:\n  - name: l\n', 'LIVE', '11.104', '{"unready_targets_dumps":[]}', '{"layers":[],"entries":{}}',
    'a::default_priority::max_connections::1024\n', 'l::0.0.0.0:80\n', '{"log":"[2026-11-20T11:02:17.000Z] \\"GET / HTTP/1.1\\" 200 - 0 1 1 1 \\"-\\" \\"c\\" \\"i\\" \\"h\\" \\"1.1.1.1:1\\"\\n","stream":"stdout"}\n',
  ]),
  run: input => {
    const text = new TextDecoder().decode(input)
    const kind = sniffKind(text)
    const words = describeContent(text)
    demand(!/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(words) && words.length < 2000, 'the description of a content is not safe on a terminal')
    return `${kind} ${words.replace(/["\d].*/s, '')}`
  },
}
