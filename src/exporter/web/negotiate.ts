import type { PageFormat } from '../page/encode.ts'

interface Accepted { type: string, quality: number }

/** Which format a scraper would rather have; text where it says nothing. */
export function chooseFormat(accept: string | undefined): PageFormat {
  const accepted = readAccept(accept)
  const qualityOf = (type: string): number => Math.max(0, ...accepted.filter(one => one.type === type).map(one => one.quality))
  const openMetrics = qualityOf('application/openmetrics-text')
  return openMetrics > 0 && openMetrics >= Math.max(qualityOf('text/plain'), qualityOf('text/*')) ? 'openmetrics' : 'text'
}

/** Whether the answer may be gzipped. */
export function acceptsGzip(encoding: string | undefined): boolean {
  return readAccept(encoding).some(({ type, quality }) => (type === 'gzip' || type === 'x-gzip') && quality > 0)
}

function readAccept(header: string | undefined): Accepted[] {
  return (header ?? '').slice(0, 4096).split(',').map(item => {
    const [type = '', ...parameters] = item.split(';').map(part => part.trim().toLowerCase())
    const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
    const number = quality === undefined ? 1 : Number(quality)
    return { type, quality: Number.isFinite(number) ? number : 0 }
  })
}

/** Seconds that Prometheus waits for this scrape, less what the way back takes; undefined where it does not say. */
export function readScrapeTimeout(header: string | undefined, offsetSeconds: number): number | undefined {
  const seconds = Number(header)
  if (header === undefined || !Number.isFinite(seconds) || seconds <= 0) return undefined
  return Math.max(seconds / 2, seconds - offsetSeconds)
}
