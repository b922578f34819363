export const tooMany = (most: number) => `At most ${most} rows can be added and removed in one save.`
export const mayNotAdd = (plural: string) => `You do not have permission to add ${plural} here.`
export const mayNotRemove = (plural: string) => `You do not have permission to remove ${plural} here.`
export const mayNotOrder = (plural: string) => `You do not have permission to change the order of ${plural} here.`
export const mayNotMoveOne = (label: string) => `You do not have permission to move “${label}” here.`
export const tooManyToOrder = (most: number) => `At most ${most} rows can be put in order here.`
export const mayNotRemoveOne = (label: string) => `You do not have permission to remove “${label}” here.`
export const notLoaded = (shown: number) =>
  `Only the first ${shown} are shown here. The others keep their place when you save.`
export const hasDependents = (joinTable: string) =>
  `Other rows refer to a row that this would delete. Delete it in “${joinTable}” instead, where you see what goes with it.`
