/** Messages between the hub and a file-reading process. */

import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { TableRow } from "../../hub/channel-files/rows.ts";
import type { Inspection, ShapeInput } from "../../hub/imports/detect.ts";
import type { FileRecord } from "../../hub/imports/records.ts";
import type { Shape } from "../../hub/imports/shape.ts";
import type { TemplateItem } from "../../hub/listing-drafts/template-read.ts";
import type { Refusal } from "./process-refusal.ts";

export type Job =
  | { readonly kind: "inspect"; readonly shape: ShapeInput }
  | { readonly kind: "records"; readonly shape: Shape }
  | { readonly kind: "rows" }
  /** A marketplace's own file of a category. */
  | { readonly kind: "template"; readonly schema: ListingSchema }
  /** A small CSV; `sampleLines`: how many lines are read to find its delimiter. */
  | { readonly kind: "cells"; readonly sampleLines: number }
  /** The first rows of each sheet. */
  | { readonly kind: "head"; readonly maxRows: number };

/** What each kind of job finds. */
export interface Found {
  readonly inspect: Inspection;
  readonly records: FileRecord;
  readonly rows: TableRow;
  readonly template: TemplateItem;
  readonly cells: { readonly cells: readonly string[] };
  readonly head: TableRow;
}

export type ToProcess =
  | { readonly kind: "job"; readonly job: Job }
  /** The file's next bytes; null behind the last. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array | null }
  | { readonly kind: "next" };

export type FromProcess =
  /** `again`: from the file's beginning. */
  | { readonly kind: "bytes"; readonly again: boolean }
  | { readonly kind: "found"; readonly items: readonly unknown[]; readonly isEnd: boolean }
  | Refusal;
