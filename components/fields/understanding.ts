/** Loaded when the first date or time is typed. */
export { understood } from '@/admin/typing'
