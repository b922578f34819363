import 'server-only'
import site from '@/admin.config'
import { openFileStore } from '@/admin/server'
import { env } from '@/env'

/** Where the files of this app are; null where no place is configured. */
export const files = site.files ?? openFileStore(env())
