/** What a process that draws says to the hub. */
import type { Refusal } from "../file-processes/process-refusal.ts";

export type FromDrawing = { readonly kind: "drawn"; readonly bytes: Uint8Array } | Refusal;
