'use client'

import { useEffect } from 'react'
import { readCookie, setCookie } from './cookie'

/** Sends the browser's time zone to the server, which uses it from the next page on. */
export function TimeZoneCookie() {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (zone && readCookie('brolly-tz') !== zone) setCookie('brolly-tz', zone)
  }, [])
  return null
}
