import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Database } from "../../db/database.ts";
import type { Files } from "../../hub/files/files.ts";
import type { ConnectionRegistry } from "../connections/connection-registry.ts";
import type { FileReader } from "../file-processes/file-reader.ts";
import type { Jobs } from "../jobs/jobs.ts";

export type StepName =
  | "categories"
  | "products"
  | "plan"
  | "apply"
  | "open_orders"
  | "orders"
  | "poll_orders"
  | "poll_stock"
  | "poll_webhooks"
  | "poll_rest"
  | "check_import"
  | "apply_import"
  | "edit_products"
  | "edit_prices"
  | "read_file";
export type RunKind =
  | "initial_sync"
  | "plan"
  | "apply"
  | "sync_products"
  | "sync_categories"
  | "sync_orders"
  | "import_orders"
  | "sync_inventory"
  | "register_webhooks"
  | "reconcile"
  | "import_check"
  | "import_apply"
  | "bulk_edit"
  | "price_edit"
  | "import_file";

export interface RunRow {
  readonly id: string;
  readonly connection_id: string | null;
  readonly kind: RunKind;
  readonly state: string;
  readonly options: Readonly<Record<string, Json>>;
  readonly progress: Readonly<Record<string, Json>>;
  readonly checkpoint: { readonly step: StepName; readonly cursor: Json } | null;
  readonly cancel_requested: boolean;
  readonly attempts: number;
  /** Of this attempt alone: `attempts` begin anew when a person continues the run. */
  readonly fence: number;
  readonly every_ms: bigint | null;
  readonly requested_by: string;
}

export interface RunDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jobs: Jobs;
  readonly reader: FileReader;
  readonly files: Files;
  readonly onApplied: (organization: OrganizationId) => void;
}

/** Another worker is at the run by now: what this attempt was about to write is not written. */
export class RunOvertaken extends Error {
  override name = "RunOvertaken";
}

/** Thrown between steps when a person asked to stop, or the run's store was switched off or deleted. */
export class RunCancelled extends Error {
  override name = "RunCancelled";
  /** What the run's page says; null: the person who asked knows. */
  readonly userMessage: Message | null;

  constructor(message: Message | null = null) {
    super(message?.text ?? "The run was cancelled.");
    this.userMessage = message;
  }
}
