export const typeDuration = 'Enter a duration like 2 days 3 h or 1 h 30 min.'
const counted = (unit: string) => (amount: string) => `${amount} ${unit}${/^-?1$/u.test(amount) ? '' : 's'}`
export const years = counted('year')
export const months = counted('month')
export const days = counted('day')
export const hours = 'h'
export const minutes = 'min'
export const seconds = 's'
