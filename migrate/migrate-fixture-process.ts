import { migrate } from './migrate'

/** A runner in a process of its own, for tests that kill it. */
const { FOLDER: folder = '', URL: url = '' } = process.env
await migrate({
  url,
  folder,
  name: 'drizzle',
  by: 'a runner',
  onProgress: (progress) => progress.kind === 'applying' && console.log(progress.name),
})
