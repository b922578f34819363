import type { Command } from './command'

const loaders = {
  dev: async () => (await import('./commands/dev')).dev,
  build: async () => (await import('./commands/build')).build,
  start: async () => (await import('./commands/start')).start,
  test: async () => (await import('./commands/test')).test,
  check: async () => (await import('./commands/check')).check,
  makemigrations: async () => (await import('./commands/makemigrations')).makemigrations,
  migrate: async () => (await import('./commands/migrate')).migrateCommand,
  showmigrations: async () => (await import('./commands/showmigrations')).showmigrations,
  sqlmigrate: async () => (await import('./commands/sqlmigrate')).sqlmigrate,
  squashmigrations: async () => (await import('./commands/squashmigrations')).squashmigrations,
  drift: async () => (await import('./commands/drift')).drift,
  inspectdb: async () => (await import('./commands/inspectdb')).inspectdb,
  dumpdata: async () => (await import('./commands/dumpdata')).dumpdata,
  loaddata: async () => (await import('./commands/loaddata')).loaddata,
  createuser: async () => (await import('./commands/createuser')).createuser,
  createsuperuser: async () => (await import('./commands/createsuperuser')).createsuperuser,
  changepassword: async () => (await import('./commands/changepassword')).changepassword,
  resetfactors: async () => (await import('./commands/resetfactors')).resetfactors,
  advise: async () => (await import('./commands/advise')).advise,
  dbshell: async () => (await import('./commands/dbshell')).dbshell,
  shell: async () => (await import('./commands/shell')).shell,
  clearsessions: async () => (await import('./commands/clearsessions')).clearsessions,
  sealaudit: async () => (await import('./commands/sealaudit')).sealaudit,
  clearaudit: async () => (await import('./commands/clearaudit')).clearaudit,
  clearsecurity: async () => (await import('./commands/clearsecurity')).clearsecurity,
  clearfiles: async () => (await import('./commands/clearfiles')).clearfiles,
  version: async () => (await import('./commands/version')).version,
  seed: async () => (await import('./commands/seed')).seed,
} satisfies Record<string, () => Promise<Command>>

export type CommandName = keyof typeof loaders

/** In the order of `--help`. */
// The keys of an object literal are exactly its own.
export const commandNames = Object.keys(loaders) as CommandName[]

export function loadCommand(name: CommandName): Promise<Command> {
  return loaders[name]()
}
