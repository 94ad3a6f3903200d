export { compareSans } from './sans.ts'
export { listNames, percentOf } from './phrases.ts'
export { markDifference, nearestName } from './nearest-name.ts'
export { findVirtualHost, nearestRoute } from './nearest-route.ts'
