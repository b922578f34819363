const reserved = new Set(
  'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval export extends false finally for from function get if implements import in instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield'.split(
    ' ',
  ),
)

/** `order_items` → `orderItems`, `2fa` → `_2fa`, `ssh-key` → `sshKey`: a valid JavaScript name. */
export function camelCase(name: string): string {
  const words = name.split(/[^\p{ID_Continue}]+|_+/u).filter((word) => word !== '')
  const joined = words
    .map((word, index) => {
      const plain = word === word.toUpperCase() ? word.toLowerCase() : word
      return (index === 0 ? plain.charAt(0).toLowerCase() : plain.charAt(0).toUpperCase()) + plain.slice(1)
    })
    .join('')
  if (joined === '') return 'unnamed'
  return /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`
}

/** Hands out each name only once, and none that already has a meaning in the scope. */
export class Identifiers {
  private readonly taken: Set<string>

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken)
  }

  has(name: string): boolean {
    return this.taken.has(name) || reserved.has(name)
  }

  /** @param suffix What to append to a name that is taken, before trying numbers. */
  claim(wanted: string, suffix: string): string {
    return this.take(wanted, suffix, (name) => !this.has(name))
  }

  /** The same for a property, which may be a reserved word. */
  claimProperty(wanted: string, suffix: string): string {
    return this.take(wanted, suffix, (name) => !this.taken.has(name))
  }

  private take(wanted: string, suffix: string, isFree: (name: string) => boolean): string {
    let name = isFree(wanted) ? wanted : wanted + suffix
    for (let number = 2; !isFree(name); number += 1) name = `${wanted}${suffix}${number}`
    this.taken.add(name)
    return name
  }
}

/** A key of an object literal. */
export function propertyName(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__' ? name : `[${quote(name)}]`
}

/** A text as a TypeScript literal. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** SQL as one of Drizzle's `sql` templates. */
export function sqlTemplate(text: string): string {
  return `sql\`${text.replace(/\\|`|\$\{/g, '\\$&')}\``
}

/** A comment from the database, as a doc comment above the object. */
export function docComment(comment: string | null, indent = ''): string {
  if (comment === null || comment.trim() === '') return ''
  const lines = comment
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\r\n|\r|\n/)
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}
