import { defineSite } from '@/admin'
import * as schema from '@/db/schema'
import {
  categoriesAdmin,
  collectionProductsAdmin,
  collectionsAdmin,
  customersAdmin,
  deliveryAddressesAdmin,
  orderItemsAdmin,
  ordersAdmin,
  productsAdmin,
  reviewsAdmin,
} from '@/db/shop/admin'

/** Declarations know from it which table a relation refers to. */
declare module '@/admin' {
  interface Register {
    schema: typeof schema
  }
}

export default defineSite({
  title: 'Brolly',
  schema,
  home: [
    { label: 'Paid, not shipped', table: schema.orders, query: 'status.eq=paid' },
    { label: 'Orders by status', table: schema.orders, query: 'group=status' },
    { label: 'Almost sold out', table: schema.products, query: 'status.eq=active&stock.lt=5&sort=stock', show: 'rows' },
  ],
  // The shop of the demo has customers who register themselves, and tell where their orders go. Without these lines nobody can.
  accounts: {
    registration: 'open',
    profile: schema.deliveryAddresses,
    key: 'userId',
    fields: ['street', ['postcode', 'city', 'country'], 'phone'],
  },
  admins: [
    productsAdmin,
    categoriesAdmin,
    collectionsAdmin,
    collectionProductsAdmin,
    reviewsAdmin,
    customersAdmin,
    deliveryAddressesAdmin,
    ordersAdmin,
    orderItemsAdmin,
  ],
})
