import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileStore } from './file-store'
import { folderStore } from './folder-store'
import { openFileStore } from './open-store'

const folder = await mkdtemp(path.join(tmpdir(), 'brolly-s3-'))
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: path.join(folder, 'server'),
  configureBuckets: [{ name: 'my-bucket', configs: [] }],
})
const stores: Record<string, FileStore> = { folder: folderStore(path.join(folder, 'own')) }

beforeAll(async () => {
  const { port } = await server.run()
  // Those that the server accepts.
  process.env.AWS_ACCESS_KEY_ID = 'S3RVER'
  process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER'
  const bucket = openFileStore({
    NODE_ENV: 'production',
    BROLLY_DATA_DIR: '.brolly',
    BROLLY_FILES: 's3://my-bucket/shop',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
  })
  if (bucket) stores.bucket = bucket
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const key = 'a'.repeat(32)
const megabyte = 1024 * 1024

async function* bytesOf(size: number, isBroken = false): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += megabyte) yield Buffer.alloc(Math.min(megabyte, size - sent), 7)
  if (isBroken) throw new Error('The sender is gone.')
}

async function read(bytes: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of bytes ?? []) parts.push(part)
  return Buffer.concat(parts)
}

async function keysIn(store: FileStore): Promise<string[]> {
  const keys: string[] = []
  for await (const object of store.list()) keys.push(object.key)
  return keys
}

describe.for(['folder', 'bucket'])('a %s', (name) => {
  const storeNamed = () => {
    const store = stores[name]
    if (!store) throw new Error('The store is missing.')
    return store
  }

  test('gives back what was written, whole and in parts, until it is removed', async () => {
    const store = storeNamed()
    const text = Buffer.from('0123456789')
    await store.write(key, [text] as unknown as AsyncIterable<Uint8Array>, { size: 10, type: 'text/plain' })
    expect(await store.sizeOf(key)).toBe(10)
    expect((await read(await store.read(key))).toString()).toBe('0123456789')
    expect((await read(await store.read(key, { first: 2, last: 4 }))).toString()).toBe('234')
    expect(await keysIn(store)).toEqual([key])
    await store.remove(key)
    await store.remove(key)
    expect(await store.sizeOf(key)).toBeNull()
    expect(await store.read(key)).toBeNull()
    expect(await keysIn(store)).toEqual([])
  })

  test('has nothing of a file whose sender broke off', async () => {
    const store = storeNamed()
    await expect(store.write(key, bytesOf(9 * megabyte, true), { size: null, type: 'x/y' })).rejects.toThrow(
      'The sender is gone.',
    )
    expect(await store.sizeOf(key)).toBeNull()
    expect(await keysIn(store)).toEqual([])
  })

  test('takes a large file without holding it in memory', async () => {
    const store = storeNamed()
    const size = 200 * megabyte
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    async function* watched() {
      for await (const part of bytesOf(size)) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
        yield part
      }
    }
    await store.write(key, watched(), { size, type: 'x/y' })
    expect(await store.sizeOf(key)).toBe(size)
    expect(most).toBeLessThan(128 * megabyte)
    await store.remove(key)
  }, 60_000)
})

test('without a setting there is a folder beside the embedded database, and none beside another one', () => {
  const env = { NODE_ENV: 'production', BROLLY_DATA_DIR: '.brolly' }
  expect(openFileStore(env, '/srv/shop')?.name).toBe('the folder /srv/shop/.brolly/files')
  expect(openFileStore({ ...env, DATABASE_URL: 'postgres://db/shop' })).toBeNull()
  expect(openFileStore({ ...env, DATABASE_URL: 'postgres://db/shop', BROLLY_FILES: '/mnt/files' })?.name).toBe(
    'the folder /mnt/files',
  )
})
