/** Counts as far as they are known; numbers come formatted. */
export const many = 'many'
export const about = (rows: string) => `about ${rows}`
export const moreThan = (rows: string) => `more than ${rows}`
export const rows = (isOne: boolean) => (isOne ? 'row' : 'rows')
export const countedRows = (count: string, noun: string) => `${count} ${noun}`
export const ofRows = (count: string, all: string, noun: string) => `${count} of ${all} ${noun}`
