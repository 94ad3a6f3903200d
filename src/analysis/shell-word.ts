/** A text as one word of a POSIX shell: names are other people's, and a command is there to be pasted. */
export function quoteWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
