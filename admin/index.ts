/** The entry for declarations: what `admin.config.ts` and `db/<domain>/admin.ts` import. */
export { defineAdmin } from './site/admin'
/**
 * Tells declarations the types of the schema, so that they know the table of a relation:
 * `declare module '@/admin' { interface Register { schema: typeof schema } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface
export interface Register {}
export { defineAction } from './site/action'
export type { ActionFile, ActionOptions, ActionResult, ActionRun } from './site/action'
export type {
  AdminDeclaration,
  AdminOptions,
  FieldRule,
  Hooks,
  OptionRequest,
  Permissions,
  RowRule,
  SaveEvent,
  Verb,
} from './site/admin'
export type { DeclaredFilter, FilterChoice, FilterRequest } from './site/declared-filter'
export type { ComputedColumn } from './site/list-options'
export type { RecordTab, RecordTabProps, RecordTool } from './site/record-tools'
export type { ChoiceRequest, FieldOptions } from './site/field-options'
export { defineFieldType } from './fields/define-field-type'
export type { FieldTypeOptions, RefinedKind } from './fields/define-field-type'
export type { ElementChange, FieldType, FormatContext, Operator, Plus } from './fields/field-type'
export type { FieldMeta } from './fields/field-meta'
export type { ColumnFacts, ColumnModel } from './schema/model'
export { colour, country, currency, language, timeZone } from './fields/codes'
export { file, image } from './fields/file'
export type { FileOptions, FileRules, ImageOptions, ImageType } from './fields/file'
export type { FileValue } from './fields/file-value'
export type { ByteRange, FileStore, StoredObject } from './files/file-store'
export { bytes, money, percent } from './fields/units'
export type { MoneyOptions } from './fields/units'
export type { ComputedField, ComputedText } from './site/computed-field'
export type { CardRequest, HomeCard, ListCard, ValueCard } from './site/home-card'
export { adminForm, schemaForm } from './site/public-form'
export type { AdminFormOptions, SchemaForm, SchemaFormAnswer, SchemaFormOptions, TableForm } from './site/public-form'
export { defineInline } from './site/inline'
export type { InlineDeclaration, InlineOptions } from './site/inline'
/** Brolly's accounts, for foreign keys of your own tables. */
export { users } from './brolly/tables'
export { defineSite } from './accounts/define-site'
export type { GroupPermissions, PermissionsByGroup } from './site/group-permissions'
export type { Admin, Site, SiteOptions } from './site/site'
export { notCommon, notOnlyDigits, notSimilar } from './accounts/password-validators'
export type { AccountOptions, PasswordValidator } from './site/account-options'
export type { SecurityEvent, SecurityKind } from './site/security-event'
export type { Actor, AdminContext } from './site/context'
export type { Database } from './postgres/database'
/** Thrown by a hook or an action to stop a write with a message for the user. */
export { AdminError } from './errors'
/** Errors of PostgreSQL in your own code, by kind. */
export {
  CheckViolation,
  DatabaseError,
  databaseErrorOf,
  DataError,
  ExclusionViolation,
  ForeignKeyViolation,
  IntegrityError,
  NotNullViolation,
  SerializationFailure,
  StatementTimeout,
  UniqueViolation,
  withTypedErrors,
} from './postgres/typed-errors'
