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
