import { isNotNull } from 'drizzle-orm'
import { defineAdmin } from '@/admin'
import { products } from './schema'

/** In the registered schema `relations()` name the table. */
defineAdmin(products, { form: { fields: { category: { where: (_, table) => isNotNull(table.parentId) } } } })
defineAdmin(products, { form: { fields: { categoryId: { where: (_, table) => isNotNull(table.parentId) } } } })
// @ts-expect-error a column that this table does not have
defineAdmin(products, { form: { fields: { category: { where: (_, table) => isNotNull(table.sku) } } } })
// @ts-expect-error a field that does not exist
defineAdmin(products, { form: { fields: { categry: { where: () => true } } } })
