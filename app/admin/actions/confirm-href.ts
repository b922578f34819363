import 'server-only'
import { AdminError } from '@/admin/server'
import { confirmPath } from '../../account-pages/own-context'

/** Where a refused post can be confirmed, if its session was not fresh; null for every other failure. */
export const confirmHref = (error: unknown, path: string): string | null =>
  error instanceof AdminError && error.code === 'UNCONFIRMED' ? confirmPath('admin', path) : null
