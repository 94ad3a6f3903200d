/**
 * The ways in which a name and its value stand beside each other. `Q` is a quote with the backslashes that nesting in JSON
 * strings gives it, `W` blanks and escaped line ends. All are bounded, so that a cut text is read like a whole one.
 * No `\s`: it takes a byte of some UTF-8 letters for a blank.
 */
const Q = '(?:\\\\{0,15}["\'])'
const W = '(?:[ \\t\\r\\n]|\\\\{1,15}[nrt]){0,64}'
const open = '(\\\\{0,15})(["\'])'
const inner = `(?:\\{${W}${Q}(?:inline_string|inline_bytes|string_value|value)${Q}${W}:${W})?`
/** The quote after a name, and one of the same nesting: any other belongs to a string around them. */
const close = '(?<depth>\\\\{0,15})["\']'
const same = '(\\k<depth>)(["\'])'

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'y')

/** `"name": "value"`, also of a list, or of Envoy's `{"inline_string": "value"}`. Groups: own backslashes, list, backslashes, quote. */
export const jsonMember = sticky(`${close}${W}:${W}(\\[${W})?${inner}${same}`)
/** `"name": 123`. Groups: backslashes, number. */
export const jsonNumber = sticky(`(\\\\{0,15})"${W}:${W}(-?\\d[\\d.eE+-]{0,40})(?=${W}[,}\\]])`)
/** `"key": "name", "value": "value"`. Groups: own backslashes, backslashes, quote. */
export const jsonPair = sticky(`${close}${W},${W}${Q}(?:value|raw_value|string_value)${Q}${W}:${W}${same}`)
/** `'name', 'value'`, as Envoy's debug log prints headers. */
export const quotedPair = sticky(`\\\\{0,15}'${W},${W}(\\\\{0,15})(')`)
/** `"--name", "value"`, `add("name", "value")`. Groups: own backslashes, backslashes, quote. */
export const nextInList = sticky(`${close}${W},${W}${same}`)
/** `['name'] = "value"`, as programs write it. Groups: own backslashes, backslashes, quote. */
export const indexed = sticky(`${close}\\][ \\t]{0,4}=(?!=)[ \\t]{0,4}${open}`)
/** `name: X` and then, on the next line, `value: value`. */
export const yamlPair = sticky('["\']?[ \\t]{0,8}(?:\\r?\\n|\\\\{1,15}n)[ \\t]{0,64}value:[ \\t]{1,8}')
/** `name=value`, `name = value`, `name => value`. */
export const assignment = sticky('=(?![=>])|[ \\t]{1,4}=[ \\t]{1,4}(?![=>])|[ \\t]{0,4}=>[ \\t]{0,4}|%3[dD]')
/** `name: value` */
export const colon = sticky('["\']?[ \\t]{0,4}:(?!:)[ \\t]{0,8}')
/** `--name value` */
export const flag = sticky('[ \\t]{1,4}(?!-)')
/** `<name>value` */
export const element = sticky('>')
/** A quote that opens a value. Groups: backslashes, quote. */
export const openingQuote = sticky(open)
/** The next element of a list of values. */
export const nextElement = sticky(`${Q}${W},${W}${open}`)
/** `"value": "value", "key": "name"`: the pair in the other order. Groups: backslashes, quote, value, name. */
export const reversedPair = sticky(
  `${Q}${W}:${W}${open}((?:[^"\\\\]|\\\\(?!["n\\\\])|\\\\[\\\\n]){0,8192})\\1\\2${W},${W}${Q}(?:key|name|Name|Key)${Q}${W}:${W}${Q}([\\w.-]{1,128})${Q}`)

/** Matches at a position; undefined where it does not. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
