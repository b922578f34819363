import type postgres from 'postgres'
import { connectDatabase, type ConnectOptions, type DatabaseClient } from '../postgres/connect'

/** Connects to a test database with the settings of the running app, but with longer deadlines for a busy machine. */
export function connectForTest(url: string, options: ConnectOptions = {}): DatabaseClient {
  return connectDatabase(url, { max: 12, statementTimeoutMs: 15_000, ...options })
}

/** The driver of such a client, for setting up and inspecting data. */
export function connect(url: string, options: ConnectOptions = {}): postgres.Sql {
  return connectForTest(url, options).sql
}
