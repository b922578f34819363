import { migrate } from './migrate'

/** A runner in a separate process, for tests that kill it. It prints a line for every progress event. */
const [folder = '', url = ''] = process.argv.slice(2)
await migrate({
  url,
  folder,
  name: 'drizzle',
  by: 'a runner',
  kitTable: true,
  onProgress: ({ kind, ...rest }) => console.log(kind, 'name' in rest ? rest.name : ''),
})
