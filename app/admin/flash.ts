import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { safePath } from '@/admin/server'
import { basePath } from './base-path'

const name = 'brolly-flash'
/** Long enough for the redirect that follows. The page that shows the message deletes it if it can. */
const maxAgeSeconds = 10

const ownPath = z.string().refine((href) => safePath(href) === href && href.startsWith(basePath))

const schema = z.object({
  text: z.string().max(500),
  href: ownPath.optional(),
  linkText: z.string().max(300).optional(),
  undoHref: ownPath.optional(),
  tone: z.enum(['success', 'danger', 'warning']).optional(),
})

export type Flash = z.infer<typeof schema>

/** Leaves a message for the next page. */
export async function setFlash(flash: Flash): Promise<void> {
  const value = Buffer.from(JSON.stringify({ ...flash, text: flash.text.slice(0, 500) })).toString('base64url')
  ;(await cookies()).set(name, value, { maxAge: maxAgeSeconds, path: basePath, sameSite: 'lax' })
}

/** The message that the previous page left. Cookies are not trusted, so it is only text and a link inside the admin. */
export async function readFlash(): Promise<Flash | null> {
  const value = (await cookies()).get(name)?.value
  if (!value) return null
  try {
    return schema.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}
