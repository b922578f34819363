/** The browser-safe entry: what components need to draw a page. What they need once something is typed is in `typing.ts`. */
export { isBlank } from './fields/blank-text'
export { withLineFeeds } from './fields/line-ends'
export { problemPart, readParts, splitParts } from './fields/parts'
export type { JsonNode } from './fields/json-tree'
export type { Chip } from './fields/chips'
export type { FieldRules } from './fields/rules'
export { fieldKinds, mostLookupPages } from './fields/field-meta'
export type {
  ConditionMeta,
  ConditionTerm,
  FieldKind,
  FieldMeta,
  LookupAnswer,
  LookupOption,
  ManyMeta,
  ManyRow,
  RelationMeta,
} from './fields/field-meta'
export type {
  Chosen,
  DeleteFormState,
  FormDone,
  ListConfirm,
  ListFormState,
  RecordActionState,
} from './pages/shapes/forms'
export { operatorLabels } from './words/filters'
export { totalLabels } from './words/totals'
export { fileSize } from './fields/file-size'
export { readFileValue, type FileValue } from './fields/file-value'
export type { FileMeta } from './fields/field-meta'
export type { FilterChip, FilterMeta, OperatorId } from './fields/filter-meta'
export type { FacetPage, FilterPanel, FilterRow } from './pages/shapes/filters'
export type { LineSuggestion } from './query/filters/suggest-line'
export type {
  ListAction,
  ListColumn,
  ListPage,
  GroupRows,
  ListGroup,
  ListPager,
  ListRow,
  TotalsPage,
  ExportPage,
} from './pages/shapes/list'
export type { CellKind, CellValue } from './fields/field-meta'
export type { HomeCardContent, HomeCardLink } from './pages/shapes/home'
export type { DiffPart, HistoryEntry, HistoryPage, IndexPage, Shell } from './pages/shapes/pages'
export type { TokenEntry, TokensPage } from './pages/shapes/tokens'
export type { AddAccountPage } from './pages/shapes/accounts'
export type { FactorsPage } from './pages/shapes/factors'
export type { AuthenticatorSetup } from './accounts/factors/authenticator'
export type { MailboxMail, MailboxPage } from './pages/shapes/mailbox'
export type { DeleteGroup } from './write/delete-preview'
export type { DeletePage } from './write/delete-preview'
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
} from './pages/shapes/migrations'
export type { WhyAnswer, WhyPage, WhyPolicies, WhyVerb } from './pages/why-page'
export type { PermissionsPage } from './pages/permissions-page'
export type { NeededView } from './accounts/needed-views'
export type { MatrixPage, MatrixReview } from './pages/permission-matrix'
export type { PanelQuery } from './debug/query-panel'
export type { QueryPanel } from './debug/query-panel'
export type { FailureDetails } from './debug/failure-details'
export type {
  NeighbourAnswer,
  NeighbourBlock,
  NeighbourChange,
  NeighbourLink,
  RecordNeighbours,
} from './pages/shapes/neighbours'
export type { PeekCard } from './pages/shapes/peek'
export type { FormPage, PublicFormState } from './pages/shapes/public-form'
export type {
  ConditionAnswer,
  ConditionQuestion,
  PostedRowState,
  RecordField,
  RecordFormState,
  RecordLink,
  RecordPage,
  RecordSection,
  RecordTabLink,
  SavedRow,
  TabPage,
} from './pages/shapes/record'
export type {
  CellPage,
  CellsDone,
  CellState,
  DrawnColumn,
  FilledRow,
  FillPage,
  FillState,
  ListInputs,
  PaintedRows,
  RowInputs,
  RowProblem,
  TypedRow,
} from './pages/shapes/cells'
export type { ActivityEntry, ActivityPage } from './pages/shapes/activity'
export type { ActAsPage } from './accounts/act-as'
export type { SavedView, SideViews, ViewRows, ViewsPage } from './pages/shapes/views'
export type { FoundGroup, FoundLink, FoundRow, SearchPage } from './pages/shapes/search'
export type { MembersPage } from './pages/shapes/members'
export type { SessionEntry, SessionsPage } from './pages/shapes/sessions'
export type { SecurityEntry, SecurityPage } from './pages/shapes/security'
export type { PastField, PastRowPage } from './pages/shapes/past-row'
export type { TrashPage, TrashRow } from './pages/shapes/trash'
export type {
  BulkFormField,
  BulkPage,
  MergePage,
  PlanGroup,
  PlanPage,
  PlanRefusal,
  ResultPage,
} from './pages/shapes/plan'
export type { UndoFormState, UndoGroup, UndoPage, UndoRow } from './pages/shapes/undo'
export type { InlineBlank, InlineBlock, InlineRow } from './pages/shapes/inline'
export type { ConflictRow } from './write/conflict'
export type { RecordConflict } from './write/conflict'
export { defaultBasePath } from './site/paths'
export { hadName } from './schema/had-name'
export { plural } from './words/plural'
export { choiceColours } from './schema/model'
export { slugText } from './fields/slug-text'
