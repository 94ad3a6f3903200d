/** Whether a line begins like one of Envoy's default access log, or of a format that begins with it, whole or not. */
export function looksLikeAccess(line: string): boolean {
  return /^\[\d{4}-\d\d-\d\dT[\d:.]+Z?\] "|^"(?:[A-Z]{3,10}|-) \S+ (?:HTTP\/[\d.]+|-)" \d+ /.test(line)
}
