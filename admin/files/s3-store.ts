import { Readable } from 'node:stream'
import type * as Sdk from '@aws-sdk/client-s3'
import type { FileStore } from './file-store'

export interface S3Options {
  readonly bucket: string
  /** Before each key, such as `shop/`. Default: none. */
  readonly prefix?: string
  /** Of a store that is not Amazon's: `https://minio.example.com`. */
  readonly endpoint?: string | undefined
  /** Default: `us-east-1`, which most other stores accept. */
  readonly region?: string | undefined
}

/** In bytes. Two parts are in memory while a file is sent. */
const partSize = 8 * 1024 * 1024

/**
 * Files in a bucket of Amazon S3 or of a compatible store. The credentials come from the environment, as the SDK of AWS reads them:
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or the role of the machine.
 */
export function s3Store({ bucket, prefix = '', endpoint, region = 'us-east-1' }: S3Options): FileStore {
  let opened: Promise<Opened> | null = null
  const open = () => (opened ??= openClient({ endpoint, region }))
  const nameOf = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` })
  return {
    name: `the bucket ${bucket}`,
    async write(key, bytes, { type }) {
      const [{ client }, { Upload }] = await Promise.all([open(), import('@aws-sdk/lib-storage')])
      const source = remembering(bytes)
      const params = { ...nameOf(key), Body: Readable.from(source.bytes), ContentType: type }
      try {
        await new Upload({ client, params, partSize, queueSize: 2, leavePartsOnError: false }).done()
      } catch (error) {
        // What the sender did wrong, rather than that the store cannot take back the parts that it has.
        throw source.failure() ?? error
      }
    },
    async read(key, range) {
      const { client, sdk } = await open()
      const part = range && { Range: `bytes=${range.first}-${range.last}` }
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ ...nameOf(key), ...part }))
        // In Node.js it is a stream.
        return Body === undefined ? null : (Body as Readable)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    async sizeOf(key) {
      const { client, sdk } = await open()
      try {
        const { ContentLength } = await client.send(new sdk.HeadObjectCommand(nameOf(key)))
        return ContentLength ?? null
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    async remove(key) {
      const { client, sdk } = await open()
      await client.send(new sdk.DeleteObjectCommand(nameOf(key)))
    },
    async *list() {
      const { client, sdk } = await open()
      const pages = sdk.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })
      for await (const { Contents = [] } of pages)
        for (const { Key = '', Size = 0, LastModified = new Date() } of Contents)
          yield { key: Key.slice(prefix.length), size: Size, changedAt: LastModified }
    },
  }
}

/** The same bytes, and the error that they ended with; undefined if they did not. */
function remembering(bytes: AsyncIterable<Uint8Array>) {
  let failure: unknown
  async function* passed() {
    try {
      yield* bytes
    } catch (error) {
      failure = error
      throw error
    }
  }
  return { bytes: passed(), failure: () => failure }
}

interface Opened {
  readonly client: Sdk.S3Client
  readonly sdk: typeof Sdk
}

/** Loaded with the first file, because the SDK is large. */
async function openClient({ endpoint, region }: Pick<S3Options, 'endpoint' | 'region'>): Promise<Opened> {
  const sdk = await import('@aws-sdk/client-s3')
  const client = new sdk.S3Client({
    region,
    // Other stores have no subdomain for each bucket, and do not all know the newer checksums.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { client, sdk }
}

const isMissing = (error: unknown): boolean => error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)
