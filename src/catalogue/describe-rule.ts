import { evidenceKinds } from '../evidence/kinds.ts'
import type { Example } from '../engine/rules/rule.ts'
import type { CatalogueRule } from './catalogue.ts'

/** A rule as a page of text. */
export function describeRule(rule: CatalogueRule): string {
  const severity = typeof rule.severity === 'string' ? rule.severity : rule.severity.map(item => item.when === undefined ? item.is : `${item.is} when ${item.when}`).join(', else ')
  const { kinds, stats, requests } = rule.reads
  const sections: [string, string][] = [
    ['severity', severity],
    ['judges', `each ${rule.each.replace('_', ' ')}${rule.provider === undefined ? '' : ` of ${rule.provider} proxies`}${rule.where === undefined ? '' : ` where ${oneLine(rule.where)}`}`],
    ['fires', rule.detect.map(way => `when ${oneLine(way.when)}${way.exposure === undefined ? '' : `\n  judged over ${oneLine(way.exposure)}`}`).join('\nor ')],
    ['names', Object.entries(rule.let).map(([name, expression]) => `${name} = ${oneLine(expression)}`).join('\n')],
    ['reads', [...kinds.map(kind => `${evidenceKinds[kind].title}   ${evidenceKinds[kind].how.replace('{admin}', 'http://127.0.0.1:9901')}`), ...stats, ...requests.map(filter => `requests with ${filter}`)].join('\n')],
    ['says', rule.message],
    ['why', rule.why],
    ['fix', rule.fix],
    ['fix when frozen', rule.fixWhenFrozen ?? ''],
    ['verify', rule.verify],
    ['explains', rule.explains.join('\n')],
    ['examples', [...rule.examples.fires.map(example => `fires: ${nameExample(example)}`), ...rule.examples.quiet.map(example => `quiet: ${nameExample(example)}`)].join('\n')],
    ['source', rule.source],
  ]
  const body = sections.filter(([, text]) => text !== '').map(([title, text]) => `${title}\n${indent(text)}`).join('\n\n')
  return `${rule.id}\n${rule.title}\n\n${body}`
}

function nameExample(example: Example): string {
  const verdict = example.expect?.verdict
  return `${example.name}${verdict === undefined ? '' : ` (${verdict})`}`
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')

const indent = (text: string): string => text.trim().split('\n').map(line => `  ${line.trimEnd()}`).join('\n')
