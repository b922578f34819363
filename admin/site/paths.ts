import { tablePath } from '../schema/keys'
import type { Admin } from './site'

/** A table's place in addresses, escaped: `products`, `crm.contacts`. */
export const adminSlug = (admin: Admin): string => tablePath(admin.table.schema, admin.table.name)

/** Where an admin's list is. */
export const adminPath = (admin: Admin): string => `/admin/${adminSlug(admin)}`
