export { default, metadata } from '../admin/-/login/page'
