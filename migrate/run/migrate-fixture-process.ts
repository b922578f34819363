import { migrate } from './migrate'

/** A runner in a process of its own, for tests that kill it; it writes a line for everything that it tells. */
const [folder = '', url = ''] = process.argv.slice(2)
await migrate({
  url,
  folder,
  name: 'drizzle',
  by: 'a runner',
  kitTable: true,
  onProgress: ({ kind, ...rest }) => console.log(kind, 'name' in rest ? rest.name : ''),
})
