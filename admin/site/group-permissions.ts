import type { Verb } from './admin'
import type { Actor } from './context'

/**
 * Rules for all tables under one heading of the navigation, in addition to those of each table: `true` allows, anything else refuses.
 * They apply to everyone, superusers too.
 */
export type GroupPermissions = Readonly<Partial<Record<Verb, (actor: Actor) => boolean>>>

/** By heading, as in `group` of an admin, or the PostgreSQL schema of tables without one. */
export type PermissionsByGroup = Readonly<Record<string, GroupPermissions>>
