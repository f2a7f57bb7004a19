import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Config } from "../config.ts";
import type { AbsenceOf } from "../connectors/absences.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import type { Database } from "../db/database.ts";
import type { Keys } from "../db/keys.ts";
import type { Vault } from "../db/vault.ts";
import type { Limit } from "../hub/accounts/allowance.ts";
import { createSharedAllowance } from "../hub/accounts/allowance.ts";
import { mailerOf, type SendMail, tenantMailer } from "../hub/accounts/mail.ts";
import type { SignUpMode } from "../hub/accounts/operator.ts";
import type { PasswordHashing } from "../hub/accounts/sign-in.ts";
import type { FileStorage } from "../hub/files/objects.ts";
import type { BodyLimits } from "./bodies/held-bodies.ts";
import type { ClosingConnections } from "./closing-connections.ts";
import type { Engine } from "./engine-port.ts";

/** Allowances; the defaults suit one seller's team, an operator's tests may raise them. */
export interface Limits {
  /** Per member or API key. */
  readonly api: Limit;
  /** Of all its members and keys together. */
  readonly organization: Limit;
  /** Per address: sign-in, sign-up, password resets and requests without valid credentials. */
  readonly signIn: Limit;
  /** Per webhook URL; a platform's burst fits, a flood does not. */
  readonly webhookKey: Limit;
  /** Per sending address. */
  readonly webhookAddress: Limit;
  /** Per address, of everything that is the same for everybody: files of the dashboard, images, health. */
  readonly strangerPages: Limit;
  /** Per address, of everything else that needs no session. */
  readonly strangerAsks: Limit;
  /** Of the bodies of requests that one process holds. */
  readonly bodies: BodyLimits;
  /** Per address: bytes of large bodies without a session. A webhook's count only when it is refused. */
  readonly strangerBytes: Limit;
  /** How long an answer with status 429 is delayed. */
  readonly refusalDelayMs: number;
  /** Event streams an organization may hold open in one process. */
  readonly streams: number;
  /** How often an open stream shows that it is alive. */
  readonly streamBeatMs: number;
}

/** All that the interface is made of. */
export interface Deps {
  readonly config: Config;
  readonly db: Database;
  readonly vault: Vault;
  readonly keys: Pick<Keys, "current" | "previous">;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Logger;
  /** By provider id. */
  readonly connectors: ReadonlyMap<string, Connector>;
  /** What is known of providers without a connector; absent: nothing. */
  readonly absenceOf?: AbsenceOf | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Absent: files are kept in the database. */
  readonly fileStorage?: FileStorage | undefined;
  /** Where figures are kept; default: one of its own. */
  readonly registry?: Registry | undefined;
  /** Default: one of its own, which begins when the interface is closed. */
  readonly leaving?: ClosingConnections | undefined;
  /** Default: SMTP_URL of the config. */
  readonly sendMail?: SendMail | undefined;
  /** Default: one that takes its time. Tests sign up people by the hundred. */
  readonly hashing?: PasswordHashing | undefined;
}

/** Who may sign up, and how: without a mail server nobody can be asked to prove an address. */
export const signUpMode = (deps: Pick<Deps, "config" | "sendMail">): SignUpMode =>
  deps.config.signUp === "open" && mailerOf(deps) !== undefined ? "proved" : deps.config.signUp;

/** For mails whose address somebody of the organization chose: with its allowance. */
export const tenantMailerOf = (deps: Deps, organization: OrganizationId): SendMail | undefined =>
  tenantMailer(mailerOf(deps), createSharedAllowance(deps.db.auth, deps.clock), organization);
