import type { JsonObject } from '../management-server/encode.ts'

/** What App Mesh writes on clusters, routes and listeners for its metrics extension: a JSON *string* within the metadata. */
export const aggregateStats = (tags: Readonly<Record<string, string>>): JsonObject => ({
  filter_metadata: {
    'aws.appmesh.aggregate_stats': {
      config: JSON.stringify({ tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
    },
  },
})
