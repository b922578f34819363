export const enterList = 'Enter one value per line, or a list like {a,"b, c",NULL}.'
export const item = (number: number, problem: string) => `Item ${number}: ${problem}`
export const typeBit = 'Enter 0 or 1.'
export const typeBits = (digits: number) => `Enter ${digits} digits, each 0 or 1.`
export const typeAnyBits = 'Enter digits, each 0 or 1.'
export const chooseYesNo = 'Choose yes or no.'
export const yes = 'Yes'
export const no = 'No'
export const required = 'This field is required.'
export const doesNotFit = 'This value is not valid.'
export const enterParts = (names: string) => `Enter the values in parentheses, separated by commas: (${names}).`
export const typeAmount = 'Enter an amount like 1234.50.'
export const typeShape = (example: string) => `Enter a shape like ${example}.`
export const typeHardwareAddress = 'Enter a MAC address like 08:00:2b:01:02:03.'
export const typeNetwork = 'Enter a network like 10.1.0.0/16.'
export const typeAddress = 'Enter an IP address like 10.1.2.3 or 2001:db8::1.'
export const maskTooLong = (bits: number) => `The number after / can be at most ${bits}.`
export const hostBits = 'All bits after the network mask must be zero.'
export const typeJsonOrKey = 'Enter JSON, or the name of a key.'
export const emptyKeeps = 'Leave empty to keep the current value'
export const defaultNextNumber = 'default: the next number'
export const defaultByDatabase = 'default: set by the database'
export const defaultWhenSaved = 'default: generated when saved'
export const noSuchDate = 'This date does not exist.'
export const earliestYear = 'The earliest year is 4713 BC.'
export const latestYear = (year: number) => `The latest year is ${year}.`
export const noSuchTime = 'This time does not exist.'
export const largestOffset = 'The offset can be at most 15:59.'
export const typeDate = 'Enter a date like 2026-03-31.'
export const typeTime = 'Enter a time like 14:30 or 14:30:05.'
export const noTimeZone = 'This field has no time zone. Leave out the offset.'
export const typeDateTime = 'Enter a date and time like 2026-03-31 14:30.'
export const typeRange = (example: string) =>
  `Enter a range like ${example}: [ and ] include the bound, ( and ) exclude it.`
export const chooseListed = 'Choose one of the listed values.'
export const nulCharacter = 'This contains a NUL character, which cannot be stored.'
export const incompleteCharacter = 'This contains an incomplete Unicode character, which cannot be stored.'
export const tooLong = (most: number, given: number) => `At most ${most} characters; this has ${given}.`
export const typeInteger = 'Enter a whole number.'
export const smallest = (least: string) => `The smallest value is ${least}.`
export const largest = (most: string) => `The largest value is ${most}.`
export const noInfinity = 'This field cannot hold an infinite number.'
export const typeNumber = 'Enter a number.'
export const digitsBefore = (most: number, given: number) =>
  `At most ${most} digits before the point; this has ${given}.`
export const digitsAfter = (most: number, given: number) => `At most ${most} digits after the point; this has ${given}.`
export const tooLarge = 'This number is too large.'
export const tooSmall = 'This number is too small to be represented.'
export const noJson = (line: number, column: number) =>
  `Not JSON from line ${line}, column ${column} on. Enter {"key": "value"}, [1, 2], "text", 1, true or null.`
export const tooDeep = (levels: number) => `At most ${levels} levels of nesting.`
export const nulInJson = 'This contains a NUL character (\\u0000), which cannot be stored.'
export const typeUuid = 'Enter a UUID: 32 hexadecimal digits, like 3f2a6c1e-8b1d-4c57-9e0a-5d2f7b9c1a34.'
export const typeVector = 'Enter numbers in brackets: [0.1,0.2,0.3].'
export const dimensions = (wanted: number, given: number) => `This field takes ${wanted} numbers; this has ${given}.`
export const requiredShort = 'Required.'
export const defaultText = (text: string) => `default: ${text}`
/** Stands for the empty text. */
export const empty = 'empty'

/** Shown for a value that its custom type cannot read. */
export const unreadable = 'unreadable'

export const typeEmail = 'Enter one email address, such as ada@example.org.'
export const typeUrl = 'Enter a URL without spaces, such as https://example.org.'
export const typeSlug = 'Enter part of a URL, without spaces, such as oak-table.'

export const emptyValue = 'empty'
export const fieldIs = (label: string, values: readonly string[]) => `${label} is ${values.join(' or ')}`
export const allOf = (parts: readonly string[]) => parts.join(' and ')
export const onlyUsedIf = (terms: string | null) =>
  terms === null ? 'Only used with some values of other fields.' : `Only used if ${terms}.`
export const cannotChangeIf = (terms: string | null) =>
  terms === null ? 'Cannot be changed with some values of other fields.' : `Cannot be changed if ${terms}.`
