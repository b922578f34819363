import { AdminError } from '../errors'

/** An error thrown by a function of a declaration. It names the function and has the original error as `cause`. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError'
  /** `products` */
  readonly admin: string
  /** `list.columns[2].value` */
  readonly option: string

  constructor(admin: string, option: string, cause: unknown) {
    super(`${option} of ${admin} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.admin = admin
    this.option = option
  }
}

/**
 * The same options with every function wrapped, so that an error names its location. An `AdminError`, which is thrown
 * on purpose, passes unchanged.
 */
export function nameFailures<T>(admin: string, options: T): T {
  // The copy has the same shape, and its functions take the same arguments.
  return named(options, { admin, option: '' }) as T
}

interface Location {
  admin: string
  option: string
}

function named(value: unknown, location: Location): unknown {
  if (typeof value === 'function') return wrapped(value as (...given: unknown[]) => unknown, location)
  if (Array.isArray(value))
    return value.map((item, index) => named(item, { ...location, option: `${location.option}[${index}]` }))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      named(item, { ...location, option: location.option === '' ? key : `${location.option}.${key}` }),
    ]),
  )
}

function wrapped(
  work: (...given: unknown[]) => unknown,
  { admin, option }: Location,
): (...given: unknown[]) => unknown {
  const rethrow = (error: unknown): never => {
    if (error instanceof AdminError || error instanceof DeclarationError) throw error
    throw new DeclarationError(admin, option, error)
  }
  const guarded = (...given: unknown[]) => {
    try {
      const result = work(...given)
      return result instanceof Promise ? result.catch(rethrow) : result
    } catch (error) {
      return rethrow(error)
    }
  }
  originals.set(guarded, work)
  return guarded
}

type Declared = (...given: never[]) => unknown

const originals = new WeakMap<Declared, Declared>()

/** A call of an imported function as bundlers write it: `(0, module["eq"])(…)`. */
const imported = /\(0,\s*[\w$]+(?:\.([\w$]+)|\[["']([\w$]+)["']\])\)/gu

/** The text of a function of a declaration on one line, as it was written or, in a production build, compiled. */
export const textOfFunction = (declared: Declared): string =>
  (originals.get(declared) ?? declared).toString().replaceAll(/\s+/gu, ' ').replaceAll(imported, '$1$2')
