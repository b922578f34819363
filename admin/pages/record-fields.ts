import { isBlank, isolated } from '../fields/blank-text'
import { readFileValue } from '../fields/file-value'
import { fieldMeta } from '../fields/meta'
import { briefLength, formLength, readLength, shortened } from '../fields/shown-text'
import { choicesAllowed, type FieldLimits } from '../permissions/choices-allowed'
import { mayReveal } from '../permissions/may-reveal'
import { revealHref } from '../write/reveal-value'
import { mayAct } from '../permissions/rows-allowed'
import { byName } from '../schema/by-name'
import { escapeName } from '../schema/keys'
import type { ColumnModel, Link } from '../schema/model'
import type { FieldMeta, RelationMeta } from '../fields/field-meta'
import type { RecordField, RecordSection } from './shapes/record'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath } from '../site/paths'
import { fieldOptions } from '../site/field-options'
import { isMany, type ManyRelation } from '../site/many'
import type { Admin } from '../site/site'
import { emptyIsValue, formName, formText, type FormValues } from '../write/form-values'
import { conditionMetas } from '../write/field-conditions'
import { suggestionSources } from '../write/suggested-slug'
import { formColumns, type FormMode } from '../write/writable-columns'
import type { LoadedRecord } from '../query/load-record'
import { followedBy, mayPick } from '../query/lookup'
import { isPlainKey, namedHref } from '../query/linked-key'
import { isChecked } from './field-checks'
import { fileHref } from './files/file-href'
import { fileMeta } from './files/receive-file'
import { linkHref } from './row-cells'
import { columnStatistics } from '../query/statistics'
import { rootAlias } from '../query/table-ref'
import { valueHref } from '../query/whole-value'
import * as valueWords from '../words/values'

/** The inputs of a record page's fields. */
export interface SectionInput {
  mode: FormMode | 'view'
  writable: ReadonlySet<ColumnModel>
  record: LoadedRecord | null
  /** By form name, overriding the record's values: those from the query string. */
  values: FormValues
  labels: Readonly<Record<string, string | null>>
  /** Limits on options that the inline declares which the row is in. */
  limits?: FieldLimits | undefined
  /** The fields of the many-to-many relations in the form. */
  related?: ReadonlyMap<ManyRelation, RecordField>
}

/** The form's sections with their fields; empty sections are left out. */
export function sectionsOf(ctx: AdminContext, admin: Admin, input: SectionInput): RecordSection[] {
  const declared = admin.options.form?.sections !== undefined
  return formColumns(ctx, admin, input.record?.values ?? null)
    .map(({ label, description, collapsed, items, lines }) => ({
      label,
      description,
      collapsed: collapsed && label !== null,
      fields: items.flatMap((item) => {
        const line = lines.get(item)
        const placed = (field: RecordField) => (line === undefined ? field : { ...field, line })
        if (isMany(item)) {
          const related = input.related?.get(item)
          return related ? [placed(related)] : []
        }
        const isShown = input.mode === 'add' ? input.writable.has(item) : declared || !saysOnlyTheKey(item)
        if (!isShown) return []
        const field = fieldOf(ctx, admin, { ...input, column: item })
        // Where nothing can be changed, it stays hidden.
        return input.mode === 'view' && field.meta.visible?.met === false ? [] : [placed(field)]
      }),
    }))
    .filter((section) => section.fields.length > 0)
}

/** A number or an id that the database generated: the title already shows it. */
function saysOnlyTheKey({ table, primaryKey, link, sequence, defaultKind }: ColumnModel): boolean {
  return primaryKey && table.key.length === 1 && link === null && (sequence !== null || defaultKind !== 'none')
}

/** One field of a form, or of a row of an inline. */
export function fieldOf(
  ctx: AdminContext,
  admin: Admin,
  { column, mode, writable, record, values, labels, limits }: SectionInput & { column: ColumnModel },
): RecordField {
  const stored = record?.values[column.key] ?? null
  const meta = fieldMeta(column, {
    mode,
    readOnly: !writable.has(column),
    optional: admin.options.form?.optional ?? [],
  })
  const linked = labels[column.key] ?? null
  return {
    meta: {
      ...meta,
      ...(meta.readOnly || mode === 'view' ? {} : column.type.contextMeta?.(column, ctx)),
      ...knownMeta(ctx, { column, meta, stored }),
      ...declaredMeta(admin, column, meta),
      ...dependentMeta(ctx, admin, { column, record, values, writable }),
      ...(mode === 'add' && !meta.readOnly ? suggestedMeta(ctx, admin, column) : {}),
      emptyIsValue: emptyIsValue(column),
      ...(column.type.writeOnly && mode === 'change' ? keptMeta(column, { meta, stored }) : {}),
      ...(column.type.file && !meta.readOnly ? { file: fileMeta(ctx, admin, column) } : {}),
      ...(column.link && !column.secret ? relationOf(ctx, admin, { column, record, values, limits }) : {}),
    },
    value: record ? (fitsForm(stored) ? formText(ctx, column, stored) : null) : (values[formName(column)] ?? null),
    text: record ? textOf(ctx, column, { value: stored, linked }) : linked,
    wholeHref:
      record && !column.secret && (stored?.length ?? 0) > readLength
        ? valueHref(ctx, admin, { key: record.key, column })
        : null,
    href: hrefOf(ctx, { column, record, label: linked }),
    ...(record && stored !== null && record.key !== '' && mayReveal(ctx, admin, column)
      ? { revealHref: revealHref(ctx, admin, { key: record.key, column: escapeName(column.name) }) }
      : {}),
  }
}

const dependentMeta = (
  ctx: AdminContext,
  admin: Admin,
  { column, record, values, writable }: Pick<SectionInput, 'record' | 'values' | 'writable'> & { column: ColumnModel },
) =>
  conditionMetas(ctx, admin, {
    column,
    record: record?.values ?? null,
    typed: new Map(record ? [] : Object.entries(values)),
    columns: [...writable],
  })

function suggestedMeta(ctx: AdminContext, admin: Admin, column: ColumnModel): Partial<FieldMeta> {
  const sources = suggestionSources(ctx, admin, column)
  return sources.length === 0 ? {} : { suggestedFrom: sources.map(formName) }
}

/** What is declared for the field, after all that is known of its column. */
function declaredMeta(admin: Admin, column: ColumnModel, meta: FieldMeta): Partial<FieldMeta> {
  const { placeholder, required, width, rows, input } = fieldOptions(admin, column)
  const fits = input !== undefined && column.type.inputs?.(column).includes(input) === true
  return {
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(required === true && !meta.readOnly ? { rules: { ...meta.rules, required } } : {}),
    ...(isChecked(admin, column) && !meta.readOnly ? { asked: true } : {}),
    ...(width === undefined ? {} : { width }),
    ...(rows === undefined ? {} : { rows }),
    ...(fits ? { input } : {}),
    ...(fits && input === 'markdown' ? { shown: input } : {}),
  }
}

/** The field with the input of its kind, where there is no room for another one. */
export function withoutInput(field: RecordField): RecordField {
  const { input: _, ...meta } = field.meta
  return { ...field, meta }
}

/** A column of a record as text, with its label and the link of a relation. */
export function shownField(
  ctx: AdminContext,
  column: ColumnModel,
  record: LoadedRecord,
): Pick<RecordField, 'text' | 'href'> & { label: string } {
  const linked = record.linkLabels[column.key] ?? null
  const text = textOf(ctx, column, { value: record.values[column.key] ?? null, linked })
  return {
    label: column.label,
    text: text === null ? null : shortened(text, briefLength),
    href: hrefOf(ctx, { column, record, label: linked }),
  }
}

/**
 * The URL of the row that a field refers to, from the column's value or, for a composite key, from the key that was
 * read with it.
 */
function hrefOf(ctx: AdminContext, { column, record, label }: Named): string | null {
  const stored = record?.values[column.key] ?? null
  if (column.secret || !record || stored === null) return null
  if (column.type.file && readFileValue(stored) !== null)
    return record.key === '' ? null : fileHref(ctx, ctx.site.adminOf(column.table), { key: record.key, column })
  if (!column.link) return column.type.href?.(stored) ?? null
  if (isPlainKey(column.link)) return linkHref(ctx, column, stored) || null
  return label === null ? null : namedHref(ctx, { link: column.link }, record.linkKeys[column.key] ?? null) || null
}

interface Named {
  column: ColumnModel
  record: LoadedRecord | null
  /** Null if the actor may not view the linked row. */
  label: string | null
}

/** Longer values are shown truncated and cannot be changed in a form. */
export const fitsForm = (value: string | null | undefined) => (value?.length ?? 0) <= formLength

interface Known {
  column: ColumnModel
  meta: FieldMeta
  stored: string | null
}

/**
 * Adds what the database knows beyond the schema: a comment as help, textareas for long texts, the values of a CHECK as
 * choices.
 */
function knownMeta(ctx: AdminContext, { column, meta, stored }: Known): Partial<FieldMeta> {
  const known = columnStatistics(ctx, column)
  if (!known) return {}
  const help = meta.help === undefined && known.comment ? { help: known.comment } : {}
  const listed = column.link ? null : known.choices
  // A value outside the list, which an older row may have, needs an input that can hold it.
  const choices = listed && (stored === null || (stored !== '' && listed.includes(stored))) ? listed : null
  return { ...help, ...column.type.informed?.(column, { choices, width: known.width }) }
}

/** Of a value that an empty input keeps: its mask is where the value would be. Where there is none, there is nothing to keep. */
function keptMeta({ mask }: ColumnModel, { meta, stored }: Pick<Known, 'meta' | 'stored'>): Partial<FieldMeta> {
  if (stored === null) return { placeholder: '' }
  return mask === null ? {} : { placeholder: stored, help: meta.help ?? valueWords.emptyKeeps }
}

interface Stored {
  value: string | null
  /** The linked row's label. */
  linked: string | null
}

function textOf(ctx: AdminContext, column: ColumnModel, { value, linked }: Stored): string | null {
  if (value === null) return null
  if (column.link && linked && !isBlank(linked)) return isolated(linked)
  try {
    return shortened(column.type.toReading(value, column, ctx), readLength)
  } catch {
    // A custom type may throw on one invalid value: the page is still shown.
    return valueWords.unreadable
  }
}

/** The other columns of a composite key, by the names of their inputs in the form of the row that they refer to. */
const sharedBy = ({ columns, targetColumns }: Link, column: ColumnModel) =>
  columns.flatMap((other, index) => {
    const target = targetColumns[index]
    return other === column || !target ? [] : [{ name: formName(target), from: formName(other) }]
  })

function relationOf(
  ctx: AdminContext,
  admin: Admin,
  { column, record, values, limits }: Pick<SectionInput, 'record' | 'values' | 'limits'> & { column: ColumnModel },
): { relation?: RelationMeta } {
  const { link } = column
  const target = link && ctx.site.adminOf(link.target)
  if (!link || !target || !mayPick(ctx, link)) return {}
  const now = record?.values ?? byName(admin.table.columns.map((other) => [other.key, values[formName(other)] ?? null]))
  const choices = choicesAllowed(ctx, admin, {
    link,
    limits,
    record: record?.values ?? null,
    values: now,
    alias: rootAlias,
  })
  const row = choices && record ? `&row=${encodeURIComponent(record.key)}` : ''
  return {
    relation: {
      table: adminSlug(target),
      singular: target.singular,
      lookup: `${apiPath(ctx, `lookup/${adminSlug(admin)}`)}?column=${escapeName(column.name)}${row}`,
      siblings: link.columns.filter((other) => other !== column).map(formName),
      ...(link.columns.length > 1 ? { shared: sharedBy(link, column) } : {}),
      ...(choices ? { follows: followedBy(admin, choices) } : {}),
      addHref: mayAct(ctx, target, 'add') ? `${adminPath(ctx, target)}/add` : null,
      openHref: link.target.key.length > 0 ? `${adminPath(ctx, target)}/{key}` : null,
      forms: apiPath(ctx, `form/${adminSlug(target)}`),
      mayChange: mayAct(ctx, target, 'change'),
    },
  }
}
