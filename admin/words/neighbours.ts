export const stopped = 'Finding the newest rows took too long and was stopped.'
export const unreadable = 'These rows could not be read.'
export const notCounted = 'Not counted'
export const notShown = 'Not shown'
interface Unindexed {
  left: string
  columns: string
  size: string
  index: string
}
export const unindexed = ({ left, columns, size, index }: Unindexed) =>
  `${left}: no index on ${columns} of this large table${size}. The index ${index} would help.`
export const size = (rows: string) => ` (${rows} rows)`
