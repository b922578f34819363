import path from 'node:path'
import postgres from 'postgres'
import { activityBudgets, measureActivity, printActivity } from './activity'
import { budgetsOf } from './budgets'
import { Client } from './client'
import { commandBudgets, measureCommands, printCommands } from './commands'
import { dataBudgets, measureData, printData } from './data'
import { account, startDatabase } from './database'
import { deleteBudgets, measureDeletes, printDeletes } from './deletes'
import { measureInlineSaves } from './inline-saves'
import { cpuRatio, load, queries, times, weigh, type Bench } from './measure'
import { build, BenchServer } from './next-server'
import { measurePlans, planBudgets, printPlans } from './plans'
import { type Budget, printBudgets, printTable, type Result } from './report'
import { exportAddress, exportCopy, middleCustomer, screens, type Screen } from './screens'
import { measureWays, printWays, wayBudgets } from './ways'
import { measureSession, printSession, sessionBudgets } from './sessions'
import { measureExport, measureSave, type Exported } from './special'

/**
 * The speed of pages on large tables: `npm run bench`. Words after `--` select pages by name; `--no-build` uses the
 * last run's build.
 */

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const wanted = (name: string) =>
  words.length === 0 || name === 'empty page' || words.some((word) => name.includes(word))
const folder = path.resolve(process.env.BROLLY_BENCH_DIR ?? path.join('.brolly', 'bench'))

const cleanups: (() => Promise<void>)[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(1)))

if (wanted('commands')) {
  console.log('… commands')
  const commands = await measureCommands(folder)
  printCommands(commands)
  printBudgets(commandBudgets(commands))
  console.log('')
  // The commands need neither the large tables nor a build.
  if (words.every((word) => 'commands'.includes(word)) && words.length > 0) process.exit(0)
}

try {
  console.log(`Database in ${folder}`)
  const database = await startDatabase(folder)
  cleanups.push(() => database.release())
  await section('dumpdata and loaddata', async () => {
    const data = await measureData(database.url, folder)
    printData(data)
    return dataBudgets(data)
  })
  await section('plans', async () => {
    const plans = await measurePlans(database.url)
    printPlans(plans)
    return planBudgets(plans)
  })
  await section('deletes', async () => {
    const deletes = await measureDeletes(database.url)
    printDeletes(deletes)
    return deleteBudgets(deletes)
  })
  await section('session', async () => {
    const session = await measureSession(database.url)
    printSession(session)
    return sessionBudgets(session)
  })
  await section('ways', async () => {
    const ways = await measureWays(database.url)
    printWays(ways)
    return wayBudgets(ways)
  })
  // It fills the disk, and therefore must be asked for by name.
  if (words.length > 0)
    await section('activity', async () => {
      const activity = await measureActivity(database.url)
      printActivity(activity)
      return activityBudgets(activity)
    })
  // These need no build.
  if (words.length > 0 && words.every((word) => ['plans', 'deletes', 'ways', 'activity', 'session'].includes(word)))
    process.exit(await cleanUp().then(() => 0))
  if (!process.argv.includes('--no-build')) await build()
  const memory = words.length === 0 ? await memoryOfViews(database.url) : undefined
  await withServer(database.url, (bench) => run(bench, memory))
} finally {
  await cleanUp()
}

/** Measures something besides pages, if it was asked for. */
async function section(name: string, measure: () => Promise<Budget[]>): Promise<void> {
  if (!wanted(name)) return
  console.log(`… ${name}`)
  printBudgets(await measure())
  console.log('')
}

async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
}

async function withServer<T>(url: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  const server = await BenchServer.start(url)
  const stop = () => server.stop()
  cleanups.push(stop)
  const client = new Client(server.base)
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { TimeZone: 'UTC' } })
  try {
    await client.logIn(account.email, account.password)
    return await work({ server, client, sql })
  } finally {
    client.close()
    await sql.end({ timeout: 1 })
    await stop()
    cleanups.splice(cleanups.indexOf(stop), 1)
  }
}

async function run(bench: Bench, memory: number | undefined): Promise<void> {
  const results: Result[] = []
  await warmUp(bench)
  for (const screen of screens(await middleCustomer(bench.sql))) {
    if (!wanted(screen.name)) continue
    console.log(`… ${screen.name}`)
    results.push(await measureScreen(bench, screen))
  }
  const listRatio = wanted('list, first page') ? await cpuRatio(bench, '/admin/customers', '/bench/empty') : undefined
  if (wanted('save')) {
    console.log('… save')
    const { median, p95, ...rest } = await measureSave(bench)
    results.push({ name: 'save', times: { median, p95 }, ...rest })
  }
  if (wanted('save, rows of inlines')) {
    console.log('… save, rows of inlines')
    results.push(...(await measureInlineSaves(bench)))
  }
  let exported: Exported | undefined
  if (wanted('export')) {
    console.log('… export')
    exported = await measureExport(bench, { address: exportAddress, copy: exportCopy })
  }
  console.log('')
  printTable(results)
  console.log('')
  if (exported)
    console.log(
      `CSV of ${exported.rows.toLocaleString('en')} customers: ${exported.seconds.toFixed(1)} s, ${Math.round(exported.rows / exported.seconds).toLocaleString('en')} rows/s, ${exported.cpuSeconds.toFixed(1)} s of processor, ${exported.memory.toFixed(0)} MiB more memory at the highest; COPY ${exported.copySeconds.toFixed(1)} s`,
    )
  if (memory !== undefined)
    console.log(`Memory after 500 lists, over that after 500 empty pages: ${memory.toFixed(0)} MiB`)
  console.log(`Start to first answer: ${(bench.server.startMs / 1000).toFixed(1)} s`)
  console.log('')
  printBudgets(budgetsOf({ results, exported, memory, listRatio }))
}

/**
 * The first few hundred pages are slower while code is being optimised, which does not matter to a server that runs for
 * days.
 */
async function warmUp({ client }: Bench): Promise<void> {
  for (let view = 0; view < 300; view++)
    for (const address of ['/bench/empty', '/admin/customers']) await client.get(address)
}

async function measureScreen(bench: Bench, { name, address, bare }: Screen): Promise<Result> {
  const taken = await times(() => bench.client.get(address))
  const under = await load(bench, address)
  return {
    name,
    times: taken,
    load: under,
    cpu: under.cpu,
    queries: await queries(bench, () => bench.client.get(address)),
    weight: await weigh(bench, address),
    ...(bare ? { bare: (await times(() => bare(bench.sql), { warm: 5, count: 20 })).median } : {}),
  }
}

/** The memory in MiB that a server keeps after 500 lists, beyond what another keeps after 500 empty pages. */
async function memoryOfViews(url: string): Promise<number> {
  const after = (address: string) =>
    withServer(url, async ({ client, server }) => {
      for (let view = 0; view < 500; view++) await client.get(address)
      return server.memory()
    })
  const empty = await after('/bench/empty')
  return (await after('/admin/customers')) - empty
}
