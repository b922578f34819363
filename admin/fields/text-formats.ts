import type { ColumnFacts, TextFormat } from '../schema/model'
import type { FieldMeta } from './field-meta'
import { fieldType, type FieldType } from './field-type'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules, PatternRule } from './rules'
import { text, textRules } from './text'
import * as words from '../words/values'

const texts = ['text', 'varchar', 'bpchar', 'citext']

interface Format {
  kind: Exclude<TextFormat, 'text' | 'longtext'>
  /** Names of columns that leave no doubt, in snake case. */
  names: RegExp
  /** What a value must look like that a form changes; other values stay as they are. */
  pattern?: PatternRule
  inputMode?: NonNullable<FieldMeta['inputMode']>
  href?: (value: string) => string | null
}

/** Text with a meaning, recognised by the column's name unless it is declared. */
function format({ kind, names, pattern, inputMode, href }: Format): FieldType {
  const rules = (column: ColumnFacts): FieldRules => ({ ...textRules(column), ...(pattern ? { pattern } : {}) })
  return fieldType({
    ...text,
    kind,
    matches: (column) =>
      texts.includes(column.baseType) &&
      column.dimensions === 0 &&
      !column.custom &&
      (column.format === kind || (column.format === null && !column.long && names.test(snake(column.name)))),
    meta: (column) => ({ ...text.meta(column), rules: rules(column), ...(inputMode ? { inputMode } : {}) }),
    formSchema: (column) => ruledSchema(rules(column), trimmed),
    ...(href ? { href } : {}),
    suggested: kind === 'slug',
  })
}

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/gu, '$1_$2').toLowerCase()

/** One address, without a name. */
export const email = format({
  kind: 'email',
  names: /(?:^|_)e_?mail(?:_address)?$/u,
  pattern: { source: String.raw`[^\s@,;<>]+@[^\s@,;<>]+`, flags: 'u', message: words.typeEmail, longest: 320 },
  inputMode: 'email',
  href: (value) => (/^[^\s@,;<>?&]+@[^\s@,;<>?&]+$/u.test(value) ? `mailto:${value}` : null),
})

/** An absolute URL, or a path of a site. */
export const url = format({
  kind: 'url',
  names: /(?:^|_)(?:url|website|homepage)$/u,
  pattern: { source: String.raw`[^\s<>"]+`, flags: 'u', message: words.typeUrl, longest: 10_000 },
  inputMode: 'url',
  // Any other scheme could run a script.
  href: (value) => (/^https?:\/\/[^\s<>"]+$/iu.test(value) ? value : null),
})

/** Any spelling of a telephone number. */
export const phone = format({
  kind: 'phone',
  names: /(?:^|_)(?:phone|telephone|mobile|fax)(?:_(?:number|no))?$/u,
  inputMode: 'tel',
  href: (value) => (/^\+?[\d\s()./-]{3,40}$/u.test(value) ? `tel:${value.replace(/[^\d+]/gu, '')}` : null),
})

/** The part of a URL that names a row. */
export const slug = format({
  kind: 'slug',
  names: /(?:^|_)slug$/u,
  pattern: { source: String.raw`[^\s?#]+`, flags: 'u', message: words.typeSlug, longest: 1_000 },
})
