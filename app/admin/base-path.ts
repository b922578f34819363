import { defaultBasePath } from '@/admin/client'
import * as words from '@/components/words/tables'

/** The path of this folder: after renaming the folder, write its new path here. */
export const basePath: string = defaultBasePath

/** The page of the public side to which logging in leads there, unless another was requested. */
export const siteHome = '/account'

/** The first breadcrumb of every page. */
export const allTables = { label: words.title, href: basePath }
