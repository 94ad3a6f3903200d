import { codeBlock, codeSpan, escapeEncoded, escapeMarkdown, escapeText, hasHidden } from '../../src/report/escape.ts'
import { formatValue } from '../../src/engine/evaluate/render-template.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

export const escapes: Target = {
  name: 'escapes', inputs: 800_000, longest: 16 * 1024,
  words: ['`', '``', '```\n', '</code>', '<img src=x>', '![a](b)', 'https://x', '@team', 'www.', '\x1b[31m', '\u061c', '\u{e0001}', '\ud800', '- ', '===', '| a |'],
  seeds: () => toBytes(['a\x1b[2Jb', 'cluster `x` is <b>', '\u202egnp.exe', '```\n[a](javascript:x)', 'a\r\nb\u2028c', '@a www.b ://c', '`` ` ```']),
  run: input => {
    const text = new TextDecoder().decode(input)
    const [plain, prose, span, block] = [escapeText(text), escapeMarkdown(text), codeSpan(text), codeBlock([text, 'x'])]
    for (const out of [plain, prose, span, ...block.split('\n')]) demand(!control.test(out) && !hasHidden(out), 'a hidden character outlives its escape')
    const encoded = escapeEncoded(JSON.stringify([text]))
    demand(!control.test(encoded) && (JSON.parse(encoded) as string[])[0] === text, 'JSON with its hidden characters escaped is another text')
    demand(block.split('\n').length === 4, 'a line of a code block is more than one')
    const fence = /^`+/.exec(block)?.[0] ?? ''
    demand(!block.slice(fence.length, -fence.length).includes(fence), 'a code block ends before its end')
    demand(!/<[a-z!/]/i.test(prose.replace(/`[^`]+`/g, '')), 'markup outlives its escape')
    demand(!/[\r\n\u2028\u2029`]/.test(formatValue(text)), 'a value breaks the line it stands in')
    return `${plain === text} ${prose.length - text.length > 9} ${fence.length}`
  },
}
