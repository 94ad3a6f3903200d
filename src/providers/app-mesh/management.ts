/** App Mesh ended on this day; its management service answers nobody since. Source: the User Guide's notice. */
export const appMeshEnd = Date.UTC(2026, 8, 30)

const address = /(?:^|[/@])appmesh(?:-preview)?-envoy-management(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)(?::\d+)?$/

/** The Region of App Mesh's management service that an address or SNI names, or undefined where it is another server. */
export function managementRegion(name: string): string | undefined {
  return address.exec(name)?.[1]
}
