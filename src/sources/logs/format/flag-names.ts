/** `%RESPONSE_FLAGS_LONG%` (since 1.28) to `%RESPONSE_FLAGS%`. Source: Envoy, stream_info/utility.h of 1.17 to 1.40. */
const shortFlags: Readonly<Record<string, string>> = {
  DownstreamConnectionTermination: 'DC', DnsResolutionFailed: 'DF', DelayInjected: 'DI', DropOverload: 'DO', DownstreamProtocolError: 'DPE',
  DownstreamRemoteReset: 'DR', DurationTimeout: 'DT', FaultInjected: 'FI', InvalidEnvoyRequestHeaders: 'IH', FailedLocalHealthCheck: 'LH',
  LocalReset: 'LR', NoClusterFound: 'NC', NoFilterConfigFound: 'NFCF', NoRouteFound: 'NR', OverloadManagerTerminated: 'OM',
  ResponseFromCacheFilter: 'RFCF', RateLimited: 'RL', RateLimitServiceError: 'RLSE', StreamIdleTimeout: 'SI', UnauthorizedExternalService: 'UAEX',
  UpstreamConnectionTermination: 'UC', UnconditionalDropOverload: 'UDO', UpstreamConnectionFailure: 'UF', NoHealthyUpstream: 'UH',
  UpstreamMaxStreamDurationReached: 'UMSDR', UpstreamOverflow: 'UO', UpstreamProtocolError: 'UPE', UpstreamRemoteReset: 'UR',
  UpstreamRetryLimitExceeded: 'URX', UpstreamRequestTimeout: 'UT',
}

/** Long names to short ones, in the order printed; names that are neither stay. */
export function shortenFlags(flags: string): string {
  return flags.split(',').map(flag => Object.hasOwn(shortFlags, flag) ? shortFlags[flag] : flag).join(',')
}
