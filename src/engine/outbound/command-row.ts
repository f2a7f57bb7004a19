import type { Json } from "../../commerce/product.ts";

export interface CommandRow {
  readonly id: string;
  readonly order_id: string;
  readonly kind: string;
  readonly input: Json;
  readonly idempotency_key: string;
  readonly saved: Json;
  readonly uncertain: boolean;
  readonly attempts: number;
  readonly requested_by: string;
}

/** What the alert about a command is called, so that its success closes it. */
export function commandCause(commandId: string): string {
  return `command-failed:${commandId}`;
}
