# The peer: counts by code and flags; of each authority requests, 5xx, and the exact p50 and p99 of the duration. Takes lines apart at
# blanks and quotes, so it counts damaged lines wrong.
{
  codes[$5 " " $6]++
  authority = $(NF - 1)
  requests[authority]++
  if ($5 >= 500) failed[authority]++
  took[authority, $9]++
  if ($9 + 0 > longest[authority]) longest[authority] = $9 + 0
}
END {
  for (key in codes) print "code", key, codes[key]
  for (authority in requests) {
    rank50 = requests[authority] * 0.5
    rank99 = requests[authority] * 0.99
    seen = 0
    p50 = -1
    for (duration = 0; duration <= longest[authority]; duration++) {
      if (!((authority, duration) in took)) continue
      seen += took[authority, duration]
      if (p50 < 0 && seen >= rank50) p50 = duration
      if (seen >= rank99) break
    }
    print "authority", authority, requests[authority], failed[authority] + 0, p50, duration
  }
}
