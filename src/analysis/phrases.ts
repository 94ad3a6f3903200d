/**
 * `212 of 214 (99 %)`: a share never stands without what it is a share of. A part that began before the first sample, or is counted
 * elsewhere, may be more than the whole: then it stands alone.
 */
export function percentOf(part: number, whole: number): string {
  if (part > whole) return String(part)
  if (whole === 0) return `${part} of 0`
  const share = Math.round(part / whole * 100)
  // Rounding must turn neither some into none nor most into all.
  const rounded = share === 0 && part > 0 ? '<1' : share === 100 && part < whole ? '>99' : String(share)
  return `${part} of ${whole} (${rounded} %)`
}

const mostListed = 5

/** `a, b and c`; long lists end in their rest's number. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  if (names.length === 1) return names[0] ?? ''
  if (names.length > mostListed) return `${names.slice(0, mostListed).join(', ')} and ${names.length - mostListed} more`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
