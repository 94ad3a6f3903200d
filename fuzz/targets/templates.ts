import { splitTemplate } from '../../src/engine/rules/template.ts'
import { tellTemplate } from '../../src/explain/template-words.ts'
import { sayCount } from '../outcome.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

export const templates: Target = {
  name: 'templates', inputs: 600_000, longest: 16 * 1024,
  words: ['{', '}', '{{', '}}', '{n}', "{'a}'}", '{a ? b : c}', "' + '", '\\'],
  seeds: () => toBytes(['{proxy.label} refused {n} connections', "{{a}} {'x}' + \"{\"} {a ? 'b' : c + d(e, ':')}", '{', '}}{{', "{'\\'}'}"]),
  run: input => {
    const text = new TextDecoder().decode(input)
    const pieces = splitTemplate(text)
    for (const piece of pieces) if (typeof piece !== 'string') demand(text.startsWith(piece.source, piece.offset), 'an expression does not stand where its piece says')
    return `${sayCount(pieces.length)} ${sayCount(pieces.filter(piece => typeof piece !== 'string').length)} ${tellTemplate(text).replace(/[^<>]+/g, '').slice(0, 8)}`
  },
}
