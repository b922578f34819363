import path from 'node:path'
import type { FileStore } from './file-store'
import { folderStore } from './folder-store'
import { s3Store } from './s3-store'

/** The settings of the environment that decide where files are kept. */
export interface FileSettings {
  readonly NODE_ENV: string
  readonly DATABASE_URL?: string | undefined
  readonly BROLLY_DATA_DIR: string
  readonly BROLLY_FILES?: string | undefined
  readonly AWS_REGION?: string | undefined
  readonly AWS_ENDPOINT_URL_S3?: string | undefined
}

/**
 * The store that the environment names: a folder, or a bucket as in `s3://my-bucket/shop`. Without `BROLLY_FILES`, a folder beside the
 * data of the embedded database; null in production with a database of its own, where such a folder would be lost with the machine.
 * @param root What relative paths are relative to. Default: the current folder.
 */
export function openFileStore(env: FileSettings, root: string = process.cwd()): FileStore | null {
  const place = env.BROLLY_FILES
  const bucket = /^s3:\/\/([^/]+)(?:\/(.*))?$/u.exec(place ?? '')
  if (bucket) {
    const [, name = '', inside = ''] = bucket
    const prefix = inside === '' || inside.endsWith('/') ? inside : `${inside}/`
    return s3Store({ bucket: name, prefix, endpoint: env.AWS_ENDPOINT_URL_S3, region: env.AWS_REGION })
  }
  if (place !== undefined) return folderStore(path.resolve(root, place))
  if (env.NODE_ENV === 'production' && env.DATABASE_URL !== undefined) return null
  return folderStore(path.resolve(root, env.BROLLY_DATA_DIR, 'files'))
}
