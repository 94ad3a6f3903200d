import { layoutOfText } from '../../src/sources/logs/format/layout.ts'
import { defaultFormat, knownFormats } from '../../src/sources/logs/format/known-formats.ts'
import { meaningOfJson } from '../../src/sources/logs/format/json-layout.ts'
import { parseFormat } from '../../src/sources/logs/format/parse-format.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'
import { readLog } from './logs.ts'

/** What stands between a format and lines to read by it. */
const divider = '\n---\n'
const line = '[2026-11-20T11:02:17.000Z] "GET / HTTP/1.1" 503 UF 0 19 7 - "-" "curl" "id" "a" "10.0.0.7:80"\n'

export const logFormats: Target = {
  name: 'log-formats', inputs: 105_000, longest: 16 * 1024,
  words: ['%START_TIME%', '%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%', '%START_TIME(%s.%9f)%', '%REQ(:METHOD)%', '%REQ(X?Y):10%', '%RESPONSE_CODE%', '%RESPONSE_FLAGS%', '%DURATION%', '%%', '%', ')%', ':999999999999%', '(%', '%CEL(a)%', divider, '{"a":"%', '%"}'],
  seeds: () => toBytes([
    `${defaultFormat.trimEnd()}${divider}${line}`, ...knownFormats.slice(1).map(({ format }) => `${format.trimEnd()}${divider}${line}`),
    `%START_TIME(%s)% %RESPONSE_CODE% %DURATION%${divider}1763636537 200 5\n`, `%START_TIME(%d/%b/%Y:%H:%M:%S %z)% %REQ(:PATH):5%|%RESPONSE_FLAGS_LONG%${divider}20/Nov/2026:11:02:17 +0000 /x|UpstreamConnectionFailure\n`,
    `{"code":"%RESPONSE_CODE%","t":"%START_TIME%","a":{"b":"x%REQ(:PATH)%y%DURATION%"}}${divider}{"code":503,"t":"2026-11-20T11:02:17.000Z","a":{"b":"x/y5"}}\n`,
  ]),
  run: (input, random) => {
    const [format = '', ...lines] = new TextDecoder().decode(input).split(divider)
    const { pieces, mistakes } = parseFormat(format)
    if (mistakes.length === 0) {
      const again = pieces.map(piece => 'literal' in piece ? piece.literal.replaceAll('%', '%%') : piece.operator.text).join('')
      demand(again === format, 'the pieces of a format are not the format')
    }
    for (const { offset } of mistakes) demand(offset >= 0 && offset < format.length, 'a mistake lies outside of its format')
    const made = format.trimStart().startsWith('{') ? meaningOfJson('format', format) : layoutOfText('format', format)
    // A scanner is compiled for each format: dear, so not for every input.
    const read = random.once(2) ? readLog([Buffer.from(lines.join(divider))], [format]).said : ''
    return `${pieces.length > 20 ? 'long' : pieces.length} ${'mistakes' in made ? made.mistakes.map(mistake => mistake.message.replace(/[A-Z_\d]{2,}.*/, '').slice(0, 20)).slice(0, 3).join() : 'ok'} ${read}`
  },
}
