import 'server-only'
import { randomUUID } from 'node:crypto'
import site from '@/admin.config'
import type { Client } from '@/admin/server'
import { currentRequest } from '../response-status'
import { clientOf } from './client-of'

/** Who sent the request that is being handled. */
export const requestClient = (): Client => clientOf(currentRequest())

/** The request of a log-in or log-out, for `auth.ts`. */
export const logInOrigin = () => ({ client: requestClient(), site, requestId: randomUUID() })
