/**
 * The browser-safe door: what screens need to know to be drawn, and the rules that a form checks while it is filled in.
 */
export { isBlank } from './fields/blank-text'
export { withLineFeeds } from './fields/line-ends'
export { partProblem, problemPart, readParts, splitParts } from './fields/parts'
export { checkRules } from './fields/rules'
export type { FieldRules } from './fields/rules'
export { fieldKinds } from './screen/field'
export type { FieldKind, FieldMeta, LookupAnswer, LookupOption, RelationMeta } from './screen/field'
export type { Chosen, DeleteFormState, ListConfirm, ListFormState, RecordActionState } from './screen/forms'
export { operatorLabels } from './screen/filter'
export type { FilterChip, FilterMeta, OperatorId } from './screen/filter'
export type { CellValue, ListAction, ListColumn, ListPage, ListPager, ListRow } from './screen/list'
export type { ActionPage, DeleteGroup, DeletePage, HistoryEntry, HistoryPage, IndexPage, Shell } from './screen/pages'
export type {
  AppliedMigration,
  DriftView,
  MigrationFormState,
  MigrationPlanPage,
  MigrationRunPage,
  MigrationsPage,
  MigrationStepView,
  RunFile,
  StatementClass,
  StatementFinding,
} from './screen/migrations'
export type { PanelQuery, QueryPanel } from './screen/query-panel'
export type { FailureDetails } from './screen/failure-details'
export type {
  ConflictRow,
  RecordConflict,
  RecordField,
  RecordFormState,
  RecordPage,
  RecordSection,
} from './screen/record'
