import { defaultBasePath } from '@/admin/client'
import * as words from '@/components/words/tables'

/** The path of this folder: after renaming the folder, write its new path here. */
export const basePath: string = defaultBasePath

/** The first breadcrumb of every page. */
export const allTables = { label: words.title, href: basePath }
