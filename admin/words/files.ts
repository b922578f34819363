export const chooseFile = 'Choose a file.'
export const notYours = 'This file cannot be used here. Upload it again.'
export const fileGone = 'This file is no longer kept. Upload it again.'
export const noStore =
  'Files cannot be stored: this server has no file storage. Set BROLLY_FILES to a folder, or to a bucket such as s3://my-bucket.'
export const noSuchField = 'There is no such field for files.'
export const emptyFile = 'The file is empty.'
export const tooLarge = (most: string) => `The file is larger than ${most}.`
export const cutShort = (received: string, announced: string) =>
  `Only ${received} of ${announced} arrived. Nothing was kept. Upload the file again.`
export const stalled = 'Nothing arrived for a while, so the upload was ended. Upload the file again.'
export const wrongType = (found: string, accepted: string) => `This is ${found}. Accepted here: ${accepted}.`
export const unlikeName = (found: string, extension: string) =>
  `The name ends in .${extension}, but the content is ${found}. Rename the file, or save it in the right format.`
export const unknownContent = 'a file of unknown type'
export const unreadableImage = 'The image cannot be read. It may be damaged.'
export const tooManyPixels = (most: string) => `The image has more than ${most} pixels.`
export const tooManyFrames = (most: number) => `The animation has more than ${most} frames.`
export const tooManyUnsaved = (most: number) =>
  `You have uploaded ${most} files without saving the records they belong to. Save them, or try again tomorrow.`
export const noSuchFile = 'There is no such file.'
export const storeAway = 'The file store does not respond. Try again later.'
export const limits = (types: string, size: string) => (types === '' ? `Up to ${size}` : `${types}, up to ${size}`)
export const notPositive = (option: string) => `'${option}' must be a positive whole number.`
