import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { deriveSecret, type Key } from "./keys.ts";
import { errorCode, StartError } from "./start-error.ts";

/**
 * The roles of the running program. None owns a table, none may bypass row level security; what each may touch is
 * granted by the migrations.
 */
export const roles = {
  /** Tenants' work, under row level security. */
  app: "argosy_app",
  /** Stores what comes in before its tenant is known: inbox and routing tables. */
  ingest: "argosy_ingest",
  /** Sees ids only: lanes, schedules, pg-boss. */
  scheduler: "argosy_scheduler",
  /** Sign-in: schema auth and the organization directory. */
  auth: "argosy_auth",
  /** The operator's area: counts, names and states of organizations, switches of the hub. */
  operator: "argosy_operator",
} as const;
export type RoleName = (typeof roles)[keyof typeof roles];

/** A role's password follows from the encryption key: nothing to configure, nothing to store. */
export function rolePassword(key: Key, role: RoleName): string {
  return deriveSecret(key, `database role ${role}`).toString("hex");
}

/** The same server and database for another role. */
export function roleUrl(ownerUrl: string, key: Key, role: RoleName): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(key, role);
  return url.href;
}

/** RFC 5803 form, so that the password itself never appears in a statement or the server's log. */
function scramVerifier(password: string, salt: Buffer): string {
  const iterations = 4096; // PostgreSQL's default, scram_iterations
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** Whether all are there. */
export async function hasRoles(owner: pg.Client): Promise<boolean> {
  const names = Object.values(roles);
  const { rows } = await owner.query("select 1 from pg_roles where rolname = any($1)", [names]);
  return rows.length === names.length;
}

/** Creates the roles that are missing and gives all of them the passwords of this key. Throws a StartError. */
export async function ensureRoles(owner: pg.Client, key: Key): Promise<void> {
  const names = Object.values(roles);
  const { rows } = await owner.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
    "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = any($1)",
    [names],
  );
  for (const role of names) {
    const existing = rows.find((row) => row.rolname === role);
    if (existing?.rolsuper || existing?.rolbypassrls)
      throw new StartError(`The database role ${role} may bypass row level security; take that right from it.`);
    const salt = deriveSecret(key, `database role salt ${role}`).subarray(0, 16);
    const password = `password '${scramVerifier(rolePassword(key, role), salt)}'`;
    const change = existing
      ? `alter role ${role} login ${password}`
      : `create role ${role} login noinherit ${password}`;
    await retrying(owner, change).catch((error: unknown) => {
      throw errorCode(error) === "42501" ? missingRight(owner, role, existing !== undefined, error) : error;
    });
    await retrying(
      owner,
      `alter role ${role} set search_path = ${role === roles.auth ? "auth, argosy, public" : "argosy, public"}`,
    );
    // Also for sessions the pools do not open: those of the job queue.
    await retrying(owner, `alter role ${role} set idle_in_transaction_session_timeout = '1min'`);
  }
  await grantConnect(owner, names);
}

/**
 * Roles belong to the whole server: two databases of one installation that start at the same moment meet here, and
 * PostgreSQL refuses one with "tuple concurrently updated" (XX000) or a unique violation of the name.
 */
async function retrying(owner: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await owner.query(statement);
      return;
    } catch (error) {
      if (errorCode(error) !== "XX000" || attempt === 10) throw error;
      await delay(20 * attempt);
    }
  }
}

function missingRight(owner: pg.Client, role: string, exists: boolean, cause: unknown): StartError {
  const text = exists
    ? `The database user ${owner.user} may not change the role ${role}, which another user made; grant it: GRANT ${role} TO ${owner.user} WITH ADMIN OPTION`
    : `The database user ${owner.user} may not create roles; a superuser has to run: ALTER ROLE ${owner.user} CREATEROLE`;
  return new StartError(text, { cause });
}

/** pg-boss's schema belongs to the owner, who makes its tables; the scheduler's role works in it. */
export async function ensureBossSchema(owner: pg.Client): Promise<void> {
  await owner.query(`
    create schema if not exists pgboss;
    grant usage on schema pgboss to ${roles.scheduler};
    alter default privileges in schema pgboss grant select, insert, update, delete on tables to ${roles.scheduler};
    alter default privileges in schema pgboss grant usage on sequences to ${roles.scheduler};
  `);
}

async function grantConnect(owner: pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ name: string }>("select quote_ident(current_database()) as name");
  await owner.query(`grant connect, temporary on database ${rows[0]?.name} to ${names.join(", ")}`);
}
