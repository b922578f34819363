/** The OpenID Connect server of the engine's own tests. */
export { client, startOidc, type OidcServer } from '@/admin/testing/kit/oidc'
