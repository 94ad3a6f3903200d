import { UsageError } from '../../src/errors.ts'
import { looksLikeTarget, parseTarget } from '../../src/http/target.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

export const liveTargets: Target = {
  name: 'live-targets', inputs: 800_000, longest: 8 * 1024,
  words: ['http://', 'https://', 'unix:', 'unix:///', '127.0.0.1:9901', '[::1]:9901', 'user:pw@', '/stats', '/config_dump?x', '/%2e%2e/', '%zz', '%ff', ':99999', '//'],
  seeds: () => toBytes(['http://127.0.0.1:9901', 'https://user:p%40w@host/api/v1/proxy/stats', 'unix:/tmp/admin.sock', 'unix:///tmp/a', 'http://[::1]:9901/', 'ftp://x', 'HTTP://EXAMPLE:80//a//', 'http://host:9901/stats?filter=a#b']),
  run: input => {
    const text = new TextDecoder().decode(input)
    const looks = looksLikeTarget(text)
    try {
      const { origin, basePath, socketPath, authorization, name } = parseTarget(text)
      demand(looks, 'a target can be read that does not look like one')
      demand(URL.canParse(`${origin}${basePath}/stats`), 'a target gives addresses that are none')
      demand(!basePath.endsWith('/') && (socketPath === undefined || socketPath.startsWith('/')), 'a target has a path that nothing can be put behind')
      demand(!name.includes('@') || !/^https?:\/\/[^/]*@/i.test(name), 'a name shows credentials')
      demand(authorization === undefined || /^Basic [\w+/]+=*$/.test(authorization), 'credentials break the header they stand in')
      return `${socketPath === undefined ? origin.slice(0, 6) : 'unix'} ${basePath === '' ? '' : 'path'} ${authorization === undefined ? '' : 'auth'}`
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return error.why.slice(0, 30)
    }
  },
}
