import { tellTemplate } from '../template-words.ts'
import type { Meaning, Knowledge, RuleText } from '../meaning.ts'

/** Rule ids, whole (`tls/verified`) or the part after the family where that is one rule's alone. */
export function readRule(question: string, { rules }: Knowledge): Meaning[] {
  const wanted = question.trim().toLowerCase()
  const found = rules.find(rule => rule.id === wanted)
  if (found !== undefined) return [tellRule(found)]
  const named = rules.filter(rule => rule.id.split('/').at(-1) === wanted)
  return named.map(tellRule)
}

function tellRule(rule: RuleText): Meaning {
  const frozen = rule.fixWhenFrozen ?? ''
  const rows: [string, string][] = [['finds', rule.title], ['why', rule.why], ['do', rule.fix], ['frozen', frozen], ['check', rule.verify]]
  return {
    kind: 'rule', name: rule.id, source: rule.source, rules: [], parts: [],
    sections: rows.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text: tellTemplate(text) })),
  }
}
