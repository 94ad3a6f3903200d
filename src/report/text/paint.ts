import type { Severity } from '../../engine/report.ts'
import { closeMark, openMark } from './marks.ts'

/** The basic colours only: the reader's theme knows which of them can be read on its ground. */
const codes: Readonly<Record<Severity, string>> = { critical: '1;31', error: '31', warning: '33', info: '36' }
const differing = '1;35'

/** Colour says severity and the differing part of a near miss, nothing else. */
export interface Paint {
  severity: (text: string, severity: Severity) => string
  /** Turns marks into colour, or drops them. */
  marks: (text: string) => string
}

const plain: Paint = {
  severity: text => text,
  marks: text => text.replaceAll(openMark, '').replaceAll(closeMark, ''),
}

const coloured: Paint = {
  severity: (text, severity) => `\x1b[${codes[severity]}m${text}\x1b[0m`,
  marks: text => text.replaceAll(openMark, `\x1b[${differing}m`).replaceAll(closeMark, '\x1b[0m'),
}

export function choosePaint(color: boolean): Paint {
  return color ? coloured : plain
}
