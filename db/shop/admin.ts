import { inArray, ne, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { defineAdmin, defineInline, file, image } from '@/admin'
import { rating } from './fields/rating'
import {
  categories,
  collectionProducts,
  collections,
  customers,
  deliveryAddresses,
  orderItems,
  orders,
  products,
  reviews,
} from './schema'

const hasOrdered = (customerId: AnyPgColumn, productId: string) => sql`exists (
  select from ${orderItems} join ${orders} on ${orders.id} = ${orderItems.orderId}
  where ${orderItems.productId} = ${productId}::int and ${orders.customerId} = ${customerId})`

export const productsAdmin = defineAdmin(products, {
  group: 'Catalogue',
  many: { collections: collectionProducts },
  url: (row) => (row.status === 'active' && row.slug !== null ? `/shop/${row.slug}` : null),
  help: { slug: 'The last part of the page’s address.', price: 'In euros, with tax.' },
  labels: { sku: 'SKU', weightKg: 'Weight (kg)' },
  list: {
    columns: [
      'name',
      'category.name',
      'price',
      'stock',
      'status',
      'collections',
      {
        id: 'stock_value',
        label: 'Stock value',
        value: (table) => sql`${table.price} * ${table.stock}`,
        reads: ['price', 'stock'],
        align: 'right',
      },
      'createdAt',
    ],
    filters: ['status', 'categoryId', 'collections', 'price', 'createdAt'],
    search: ['name', '^sku', 'collections'],
    sort: ['-createdAt'],
    editable: ['stock', 'status'],
  },
  form: {
    fields: {
      status: { input: 'segments' },
      description: { input: 'markdown' },
      picture: { type: image() },
      manual: { type: file({ maxBytes: 20_000_000 }) },
    },
    sections: [
      {
        label: 'Basics',
        fields: ['name', 'slug', 'sku', 'categoryId', 'status', 'collections', 'description', 'picture'],
      },
      { label: 'Price and stock', fields: ['price', 'cost', 'stock'] },
      {
        label: 'Details',
        description: 'Shown in the shop beside the picture.',
        fields: ['weightKg', 'manual', 'tags', 'attributes', ['createdAt', 'updatedAt']],
      },
    ],
    computed: [
      {
        name: 'margin',
        label: 'Margin',
        reads: ['price', 'cost'],
        after: 'cost',
        value: ({ price, cost }) =>
          cost === null || Number(price) === 0 ? null : `${Math.round((1 - Number(cost) / Number(price)) * 100)} %`,
      },
    ],
    readOnly: ['createdAt'],
    inlines: [
      defineInline(reviews, {
        columns: ['customer', 'rating', 'title', 'body', 'verified'],
        kind: 'stacked',
        collapsed: true,
        orderBy: ['-createdAt'],
        pageSize: 10,
      }),
    ],
  },
  permissions: {
    // Archived products are history: only editors may still correct them.
    change: (actor, table) => actor.isSuperuser || actor.in('editors') || ne(table.status, 'archived'),
    fields: {
      cost: {
        view: (actor) => actor.isSuperuser || actor.in('buyers'),
        change: (actor) => actor.isSuperuser || actor.in('buyers'),
      },
    },
  },
  actions: [
    {
      name: 'publish',
      label: 'Publish',
      permission: 'change',
      run: async ({ update }) => {
        const changed = await update({ status: 'active' })
        return changed === 1 ? '1 product published.' : `${changed} products published.`
      },
    },
    {
      name: 'archive',
      label: 'Archive',
      permission: 'change',
      danger: true,
      run: async ({ update }) => {
        const changed = await update({ status: 'archived' })
        return changed === 1 ? '1 product archived.' : `${changed} products archived.`
      },
    },
  ],
})

export const categoriesAdmin = defineAdmin(categories, {
  group: 'Catalogue',
  list: { columns: ['name', 'parent.name', 'slug', 'position'], sort: ['parentId', 'position'] },
  form: {
    fields: {
      parent: { of: categories, where: ({ record }, table) => record === null || ne(table.id, Number(record.id)) },
    },
    // A category with its subcategories in their order, and its products, each of them with its reviews.
    inlines: [
      defineInline(categories, {
        via: 'parent',
        label: 'Subcategories',
        columns: ['name', 'slug'],
        sortable: 'position',
        collapsed: true,
      }),
      defineInline(products, {
        columns: ['name', 'slug', 'sku', 'price', 'stock'],
        kind: 'stacked',
        collapsed: true,
        canDelete: false,
        pageSize: 5,
        inlines: [
          defineInline(reviews, {
            columns: ['customer', 'rating', 'title'],
            orderBy: ['-createdAt'],
            collapsed: true,
            pageSize: 5,
          }),
        ],
      }),
    ],
  },
})

export const collectionsAdmin = defineAdmin(collections, {
  group: 'Catalogue',
  many: { products: { through: collectionProducts, input: 'lists' } },
  list: {
    columns: ['name', 'slug', 'published', 'products'],
    search: ['name', '^slug'],
    sort: ['name'],
    editable: ['published'],
  },
  form: {
    tabs: true,
    sections: [
      { label: 'Collection', fields: ['name', 'slug', 'published', 'description'] },
      { label: 'Products', fields: ['products'] },
    ],
  },
})

export const collectionProductsAdmin = defineAdmin(collectionProducts, {
  group: 'Catalogue',
  plural: 'Products in collections',
})

export const reviewsAdmin = defineAdmin(reviews, {
  group: 'Catalogue',
  list: {
    columns: ['title', 'product.name', 'customer.name', 'rating', 'verified', 'createdAt'],
    filters: ['rating', 'verified', 'createdAt'],
    search: ['title', 'product.name'],
  },
  form: {
    fields: {
      rating: { type: rating },
      // A verified review is by a customer who ordered the product.
      customer: {
        of: customers,
        where: ({ values }, table) =>
          values.verified !== 'true' || values.productId === null || hasOrdered(table.id, values.productId),
      },
    },
  },
})

export const customersAdmin = defineAdmin(customers, {
  group: 'Sales',
  personal: { phone: 'phone' },
  constraints: {
    customers_name_given: 'A customer needs a name.',
    customers_email_unique: 'There is a customer with this address already.',
  },
  list: {
    columns: ['name', 'email', 'tier', 'country', 'city', 'loyaltyPoints', 'newsletter', 'createdAt'],
    filters: ['tier', 'country', 'newsletter', 'createdAt'],
    search: ['name', 'email'],
    sort: ['-createdAt'],
  },
  form: {
    sections: [
      { fields: ['name', ['email', 'phone'], ['city', 'country']] },
      { label: 'Loyalty', fields: ['tier', 'loyaltyPoints', 'newsletter'] },
      {
        label: 'Internal',
        description: 'Never shown to customers.',
        fields: ['birthday', 'notes', 'createdAt'],
        collapsed: true,
      },
    ],
    readOnly: ['createdAt'],
    fields: {
      country: { placeholder: 'DE', validate: z.string().regex(/^[A-Z]{2}$/u, 'Two capital letters, such as DE.') },
    },
  },
})

export const deliveryAddressesAdmin = defineAdmin(deliveryAddresses, { group: 'Sales' })

export const ordersAdmin = defineAdmin(orders, {
  duplicate: { clear: ['paidAt', 'trackingCode', 'deliveredOn'], inlines: true },
  group: 'Sales',
  label: (table) => sql`'Order ' || ${table.id}`,
  list: {
    columns: ['id', 'customer.name', 'status', 'total', 'currency', 'paidAt', 'createdAt'],
    views: {
      'Paid, not shipped': 'status.eq=paid&sort=paid_at',
      'Large, this year': 'total.gte=1000&created_at.eq=this year&sort=-total',
    },
    filters: ['status', 'customerId', 'total', 'createdAt'],
    search: ['=id', 'customer.name', '^trackingCode'],
    sort: ['-createdAt'],
  },
  form: {
    fields: {
      trackingCode: { visible: { when: { status: ['shipped', 'delivered'] } } },
      deliveredOn: { visible: { when: { status: 'delivered' } } },
    },
    check: ({ values }) =>
      values.deliveredOn !== null && values.createdAt !== null && values.deliveredOn < values.createdAt.slice(0, 10)
        ? { deliveredOn: 'This is before the order was made.' }
        : null,
    // A delivered order is final.
    readOnly: ({ record }) =>
      record?.status === 'delivered' ? ['createdAt', 'customerId', 'total', 'currency', 'paidAt'] : ['createdAt'],
    inlines: [
      defineInline(orderItems, {
        label: 'Items',
        columns: ['product', 'quantity', 'unitPrice', 'discountPercent', 'giftNote'],
      }),
    ],
  },
  record: {
    tools: [
      {
        label: 'Track parcel',
        href: (row) => row.trackingCode && `https://tracking.example/${encodeURIComponent(row.trackingCode)}`,
        newTab: true,
      },
    ],
    tabs: [
      {
        name: 'packing-slip',
        label: 'Packing slip',
        when: (row) => row.status !== 'cancelled',
        page: () => import('./packing-slip'),
      },
    ],
  },
  permissions: {
    delete: (actor, table) => actor.isSuperuser || inArray(table.status, ['pending', 'cancelled']),
  },
})

export const orderItemsAdmin = defineAdmin(orderItems, {
  group: 'Sales',
  singular: 'order item',
  plural: 'Order items',
  // Archived products are no longer sold.
  form: { fields: { product: { of: products, where: (_, table) => ne(table.status, 'archived') } } },
})
