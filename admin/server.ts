import 'server-only'

/**
 * The entry for pages, server actions, route handlers and commands. Every function that takes an `AdminContext` checks
 * the actor's permissions itself. Those that take a bare database are for `auth.ts` and commands, which decide who may
 * call them.
 */
export { draftedList, listPage } from './pages/list-page'
export { facetPage } from './pages/facet-page'
export { filterForm } from './pages/filter-form'
export { filtersBeyond, lineSuggestions } from './pages/filter-panel'
export type { Parameters } from './site/paths'
export { addPage, changePage } from './pages/record-page'
export { tabPage } from './pages/record-extras'
export { neighbourBlocks } from './pages/neighbours'
export { peekPage } from './pages/peek-page'
export { stepPage } from './pages/step-page'
export { databaseFor } from './site/row-security'
export { loadTypes } from './query/statistics'
export { deleteView, saveView, viewsPage } from './pages/views-page'
export { searchPage } from './pages/search-page'
export { indexPage, shellOf } from './pages/index-page'
export { lookup, lookupPage, siblingsOf } from './query/lookup'
export { openSchemaForm, openTableForm, postSchemaForm, publicActor } from './pages/public-form'
export { formAdmin, postTableForm } from './write/table-form'
export { ownProfilePage } from './pages/own-profile-page'
export { profileAdmin, saveOwnProfile } from './accounts/own-profile'
export type { SchemaForm, TableForm } from './site/public-form'
export { formConditions } from './pages/form-conditions'
export { formLookup, type FormLookupRequest, typedValuesOf } from './pages/form-lookup'
export { activityPage } from './pages/activity-page'
export { historyPage, pastValue } from './pages/history-page'
export { connectDatabase, createDatabase, type DatabaseClient } from './postgres/connect'
export { FairQueue } from './postgres/fair-queue'
export { aroundStatements } from './postgres/patient-client'
export { brollyMail, type BrollyMail } from './accounts/brolly-mail'
export { linkOf, type MailLink } from './accounts/links'
export { acceptInvitation, joiningActor, register, requestRegistration, type Joined } from './accounts/join'
export { addAccount, addAccountPage, invitationPage, invite, ownAddPage } from './pages/add-account'
export { cancelEmailChange, confirmEmail, requestEmailChange } from './accounts/change-email'
export { requestFirstPassword, requestReset, resetPassword } from './accounts/reset-password'
export { accountPath, type OwnContext, type Side, type VisitContext } from './accounts/visit'
export { smtpMailer, type Mail, type Mailer } from './mail/mailer'
export { queueMail } from './mail/outbox'
export { faultMails, type FaultMails, type FaultSeen } from './mail/fault-mails'
export { mailboxPage } from './pages/mailbox-page'
export { admittedByHost, admittedBySession, admittedByToken } from './accounts/admitted'
export { brollyAuth } from './accounts/brolly-auth'
export { sessionTokens } from './accounts/session-tokens'
export { actAsPage, startActing, stopActing } from './accounts/act-as'
export { revealValue } from './write/reveal-value'
export { wholeValue } from './query/whole-value'
export { formatMoment } from './audit/moments'
export { recordMigrations } from './audit/record-migrations'
export { addRecord, changeRecord, type Saved } from './write/save-record'
export { ConflictError } from './write/conflict'
export { postedBase, postedForm, type Entries, type PostedForm } from './write/form-values'
export { postRecord } from './pages/post-record'
export { refusedRecord, withBlankRow } from './pages/refused-record'
export { cellPage } from './pages/cells/cell-page'
export { postCell, refusedCell } from './pages/cells/post-cell'
export { fillPage } from './pages/cells/fill-page'
export { postRows, rowProblems, typedRows } from './pages/cells/post-rows'
export { listInputs } from './pages/cells/list-inputs'
export { clearFiles, type ClearedFiles, type ClearOptions } from './files/clear-files'
export { openFileStore, type FileSettings } from './files/open-store'
export { folderStore } from './files/folder-store'
export { s3Store, type S3Options } from './files/s3-store'
export type { ByteRange, FileStore, StoredObject } from './files/file-store'
export { openFile, type FileQuery, type OpenedFile } from './pages/files/open-file'
export { withPostedFiles } from './pages/files/posted-files'
export { receiveFile, unsavedFile, type ReceivedFile } from './pages/files/receive-file'
export { pastRowPage } from './pages/past-row-page'
export { postPutBack, putBackPage } from './pages/put-back-page'
export { clearSecurity } from './audit/clear-security'
export { flushSecurityLog, recordSecurity, type SecurityOrigin } from './audit/security-log'
export type { SecurityEvent, SecurityKind } from './site/security-event'
export { logText, writeLog, type LogLine } from './site/log'
export { securityPage } from './pages/security-page'
export { endSessions, endWait, sessionsPage } from './pages/sessions-page'
export { clearLog } from './audit/clear-log'
export { sealLog } from './audit/seal-log'
export { verifyLog, type Verification } from './audit/verify-log'
export { postRestoreRow, restoreRowPage } from './pages/marked-row'
export { postRestore, restorePage } from './pages/restore-page'
export { trashPage } from './pages/trash-page'
export { postUndoActivity, undoActivityPage } from './pages/undo-activity-page'
export { postUndo, undoPage } from './pages/undo-page'
export { deletePage } from './pages/delete-page'
export { deleteRecords } from './write/delete-records'
export type { Selection } from './write/selection'
export { postDelete } from './pages/post-delete'
export { cancelPlan } from './write/plan/cancel'
export { runAction } from './actions/run-action'
export { postList, postRecordAction } from './pages/post-list'
export { exportCsv } from './io/export-csv'
export { dumpData } from './io/dump-data'
export { loadData, type DataSource } from './io/load-data'
export { attempt, blockedFor, clearAttempts, limited, type Attempted } from './accounts/attempts'
export { clearSessions, type Cleared } from './accounts/clear-sessions'
export { operatorContext } from './accounts/operator'
export { whyPage, type WhyPage } from './pages/why-page'
export {
  permissionMatrix,
  reviewMatrix,
  saveMatrix,
  type MatrixPage,
  type MatrixReview,
  type PostedMatrix,
  withNeeded,
} from './pages/permission-matrix'
export { neededBy, permissionsPage, savePermissions, type Grantee } from './pages/permissions-page'
export { requireOwnPassword } from './accounts/own-password'
export { canLogInWithoutPassword, removeOwnPassword, type OtherWays } from './accounts/remove-password'
export { requireFresh } from './accounts/fresh'
export { mayEnterAdmin } from './accounts/may-enter'
export { confirmIdentity, confirmWithPasskey } from './accounts/factors/confirm'
export { addPasskey, askPasskey, checkPasskey, newPasskey, renamePasskey } from './accounts/factors/passkeys'
export { siteOrigin } from './accounts/site-origin'
export {
  addAuthenticator,
  newAuthenticator,
  sameAuthenticator,
  type AuthenticatorSetup,
} from './accounts/factors/authenticator'
export {
  accountByEmail,
  factorsOf,
  removeAllFactors,
  removeOwnFactor,
  renewRecoveryCodes,
  type Factors,
} from './accounts/factors/own-factors'
export { membersPage } from './pages/members-page'
export { factorsPage, removeFactorsOf } from './pages/factors-page'
export { changeOwnPassword, passwordPage, setPasswordOf } from './pages/password-page'
export { changePassword, countSuperusers, createUser, setPassword, type NewUser } from './accounts/accounts'
export {
  actorOfSession,
  outsiderOfSession,
  authenticate,
  endSession,
  hashSessionId,
  isStaffAccount,
  startSession,
} from './accounts/sessions'
export { makeActor } from './accounts/actor'
export { actorOfHost } from './accounts/host-session'
export { ownIdentities, unlinkIdentity, type OwnIdentity } from './accounts/sign-on/own-identities'
export type { SignOnRequest, SignOnTrouble } from './accounts/sign-on/routes'
export { actorOfToken, isTokenLive, makeToken, revokeToken, type MadeToken } from './accounts/api-tokens'
export { tokensPage } from './pages/tokens-page'
export { checkSite } from './check/check'
export { checkDeclarations } from './check/declarations'
export { refuseUnknownPermissions } from './accounts/permission-names'
export { checkDatabase } from './check/database'
export { problemIds, type Problem } from './check/problem'
export { adviseIndexes, type Advice } from './advise/advise'
export { AdminError, errorCodes, type ErrorCode } from './errors'
export { holdsPermission, isGranted, mayAct } from './permissions/rows-allowed'
export { databaseFailure, translateReadError } from './postgres/errors'
export { failureDetails } from './debug/failure-details'
export { planLines, queryPanel } from './debug/query-panel'
export { recordingClient, recordingDatabase, type RecordedQuery } from './debug/record-queries'
export { adminPath, adminSlug, apiPath, systemPath, withQuery } from './site/paths'
export { labelOf } from './schema/names'
export { isPageName } from './schema/input-name'
export { escapeName } from './schema/keys'
export type { Admin, Site } from './site/site'
export type { Actor, AdminContext, Client } from './site/context'
export type { Database } from './postgres/database'
export { nextPath, safePath } from './site/safe-path'
