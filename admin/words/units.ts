export const typeIn = (unit: string) => `Enter a number of ${unit}, like 12.50.`
export const tooFine = (digits: number) =>
  digits === 0 ? 'Enter a whole number.' : `At most ${digits} digits after the point.`
export const typeSize = 'Enter a size like 1.5 MB, or a number of bytes.'
export const partOfByte = 'This is not a whole number of bytes.'
export const bytes = (count: string) => `${count} bytes`
