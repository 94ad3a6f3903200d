/** Words that break parsers of any format: edges of numbers, control characters, names that every JavaScript object has. */
const hostile: readonly string[] = [
  '9007199254740991', '9007199254740992', '18446744073709551615', '18446744073709551616', '-1', '-0', '0', '1e999', '1e-999', 'NaN', 'nan',
  '+Inf', 'Infinity', '0x10', '007', '1.', '.5', '99999999999999999999999999999999',
  '\0', '\x1b[2J', '\x1b]0;x\x07', '\x07', '\x7f', '\u009b31m', '\u202e', '\u200b', '\u2028', '\uFEFF', '\uFFFD', 'é', '😀', '\ud83d',
  '\r\n', '\n', '\r', '\t', '\n\n', '\\', '\\"', '\\u0000', '\\ud800', '\\n', '"', "'", '`', '%', '%25', '<script>', '&amp;', '](', '**',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'null', 'true', 'undefined',
  '{', '}', '[', ']', '{}', '[]', '[[[[[[[[', '{"a":{"a":', ':', '::', ',', ';', '=', '|', '/', '//', '://', '..', '../', '*', '#', '@', '$',
  ' ', '  ', '-', '_', '.', '~',
]

const encoder = new TextEncoder()

/** The words of a target as bytes, with some that are no UTF-8. */
export function listWords(own: readonly string[] = []): readonly Uint8Array[] {
  return [
    ...[...hostile, ...own, ...own].map(word => encoder.encode(word)),
    Uint8Array.of(0xff), Uint8Array.of(0xc3), Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xf0, 0x9f, 0x98), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0x80),
    Uint8Array.of(0xff, 0xfe), Uint8Array.of(0x1f, 0x8b),
  ]
}
