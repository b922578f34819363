import { existsSync, readFileSync } from 'node:fs'

/**
 * Half of what a command loads are the small files of packages (zod has a hundred, Drizzle as many). They are JavaScript
 * already, and name each other by their files, so neither the search for a TypeScript file nor the compiler is needed for them.
 * Whatever is not that plain goes the usual way.
 */
const named = /^\.{1,2}\/.+\.m?js$/
const inPackage = (url) => url.startsWith('file:') && url.includes('/node_modules/')

/** Files of packages that are known to be ES modules. */
const modules = new Set()

/** The folder whose package.json says of what kind the `.js` files below it are, by folder. */
const scopes = new Map()

function scopeOf(folder) {
  const known = scopes.get(folder)
  if (known !== undefined) return known
  const above = new URL('..', folder).href
  const isScope = above === folder || existsSync(new URL('package.json', folder))
  const scope = isScope ? folder : scopeOf(above)
  scopes.set(folder, scope)
  return scope
}

const folderOf = (url) => new URL('.', url).href

/** The file that a module of a package names; undefined where its kind is not plain to see. */
function plainFile(specifier, parentURL) {
  if (!modules.has(parentURL) || !named.test(specifier)) return undefined
  const url = new URL(specifier, parentURL).href
  if (url.endsWith('.mjs')) return url
  return parentURL.endsWith('.js') && scopeOf(folderOf(url)) === scopeOf(folderOf(parentURL)) ? url : undefined
}

export async function resolve(specifier, context, nextResolve) {
  const { parentURL = '' } = context
  const url = plainFile(specifier, parentURL)
  const found =
    url === undefined ? await nextResolve(specifier, context) : { url, format: 'module', shortCircuit: true }
  if (found.format === 'module' && inPackage(found.url)) modules.add(found.url)
  return found
}

export async function load(url, context, nextLoad) {
  if (!modules.has(url)) return nextLoad(url, context)
  return { format: 'module', source: readFileSync(new URL(url)), shortCircuit: true }
}
