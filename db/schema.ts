export * from './shop/schema'
