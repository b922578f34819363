import { defaultBasePath } from '@/admin/client'

/** Where this folder is mounted: rename it, and write its new path here. */
export const basePath: string = defaultBasePath

/** The first crumb of every page. */
export const allTables = { label: 'All tables', href: basePath }
