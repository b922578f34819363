import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Brolly', template: '%s · Brolly' },
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
}

/** The document. Theme and sidebar come from cookies, so that the first paint is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies()
  const theme = jar.get('brolly-theme')?.value
  return (
    <html
      lang="en"
      data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}
      data-nav={jar.get('brolly-nav')?.value === 'closed' ? 'closed' : undefined}
    >
      <body>{children}</body>
    </html>
  )
}
