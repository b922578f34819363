import { fileSize } from '@/admin/client'

export const remove = 'Remove'
export const removeHelp = 'Saves the record without a file. The history keeps it.'
export const cancel = 'Cancel upload'
export const choose = 'Choose a file, drop it here or paste it.'
export const replace = 'To replace it, choose another file, drop it here or paste it.'
export const uploading = (name: string) => `Uploading ${name}`
export const sent = (bytes: number, size: number) => `${fileSize(bytes)} of ${fileSize(size)}`
export const checking = 'Checking the file'
export const wait = 'The file is still being uploaded. Wait until it has arrived, or cancel the upload.'
export const done = (name: string) => `${name} has arrived. It is kept when you save.`
export const cancelled = 'The upload was cancelled.'
export const interrupted = 'The connection was lost. Upload the file again.'
export const tooLarge = (size: number, most: number) =>
  fileSize(size) === fileSize(most)
    ? `The file is slightly larger than ${fileSize(most)}, which is the most that is accepted.`
    : `The file is ${fileSize(size)}; the limit is ${fileSize(most)}.`
export const empty = 'The file is empty.'
export const oneOnly = 'This field holds one file: only the first was used.'
export const removed = (name: string) => `${name} is removed when you save.`
export const withoutScript = 'Files above 12 MB can be uploaded once the page has loaded completely.'
