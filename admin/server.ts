import 'server-only'

/**
 * The entry for pages, server actions, route handlers and commands. Every function that takes an `AdminContext` checks
 * the actor's permissions itself. Those that take a bare database are for `auth.ts` and commands, which decide who may
 * call them.
 */
export { listPage } from './pages/list-page'
export type { Parameters } from './site/paths'
export { addPage, changePage } from './pages/record-page'
export { tabPage } from './pages/record-extras'
export { neighbourBlocks } from './pages/neighbours'
export { peekPage } from './pages/peek-page'
export { stepPage } from './pages/step-page'
export { loadTypes } from './query/statistics'
export { indexPage, shellOf } from './pages/index-page'
export { lookup, lookupPage, siblingsOf } from './query/lookup'
export { formLookup, type FormLookupRequest, typedValuesOf } from './pages/form-lookup'
export { activityPage } from './pages/activity-page'
export { historyPage, pastValue } from './pages/history-page'
export { connectDatabase, createDatabase, type DatabaseClient } from './postgres/connect'
export { FairQueue } from './postgres/fair-queue'
export { aroundStatements } from './postgres/patient-client'
export { brollyAuth } from './accounts/brolly-auth'
export { sessionTokens } from './accounts/session-tokens'
export { wholeValue } from './query/whole-value'
export { formatMoment } from './audit/moments'
export { recordMigrations } from './audit/record-migrations'
export { addRecord, changeRecord, type Saved } from './write/save-record'
export { ConflictError } from './write/conflict'
export { postedBase, postedForm, type PostedForm } from './write/form-values'
export { postRecord } from './pages/post-record'
export { refusedRecord, withBlankRow } from './pages/refused-record'
export { postUndo, undoPage } from './pages/undo-page'
export { deletePage } from './pages/delete-page'
export { deleteRecords } from './write/delete-records'
export type { Selection } from './write/selection'
export { postDelete } from './pages/post-delete'
export { runAction } from './actions/run-action'
export { postList, postRecordAction } from './pages/post-list'
export { exportCsv } from './io/export-csv'
export { dumpData } from './io/dump-data'
export { loadData, type DataSource } from './io/load-data'
export { clearSessions, type Cleared } from './accounts/clear-sessions'
export { operatorContext } from './accounts/operator'
export { permissionsPage, savePermissions, type Grantee } from './pages/permissions-page'
export { changeOwnPassword, passwordPage, requireOwnPassword, setPasswordOf } from './pages/password-page'
export { changePassword, countSuperusers, createUser, setPassword, type NewUser } from './accounts/accounts'
export {
  actorOfSession,
  outsiderOfSession,
  authenticate,
  endSession,
  hashSessionId,
  makeActor,
  startSession,
  type Client,
} from './accounts/sessions'
export { checkSite } from './check/check'
export { checkDeclarations } from './check/declarations'
export { refuseUnknownPermissions } from './accounts/permission-names'
export { checkDatabase } from './check/database'
export { problemIds, type Problem } from './check/problem'
export { adviseIndexes, type Advice } from './advise/advise'
export { AdminError, errorCodes, type ErrorCode } from './errors'
export { isGranted, mayAct } from './permissions/rows-allowed'
export { databaseFailure, translateReadError } from './postgres/errors'
export { failureDetails } from './debug/failure-details'
export { planLines, queryPanel } from './debug/query-panel'
export { recordingClient, recordingDatabase, type RecordedQuery } from './debug/record-queries'
export { adminPath, adminSlug, apiPath, systemPath, withQuery } from './site/paths'
export { labelOf } from './schema/names'
export { escapeName } from './schema/keys'
export type { Admin, Site } from './site/site'
export type { Actor, AdminContext } from './site/context'
export type { Database } from './postgres/database'
export { nextPath, safePath } from './site/safe-path'
