'use client'

import { useEffect } from 'react'
import { readCookie, setCookie } from './cookie'

/** Tells the server which zone this person's times are to be shown in, from the next page on. */
export function TimeZoneCookie() {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (zone && readCookie('brolly-tz') !== zone) setCookie('brolly-tz', zone)
  }, [])
  return null
}
