/** What the screens of listing drafts are about, as the interface describes it. */
import type { components, operations } from "../../../sdk/index.ts";

export type Requirements = components["schemas"]["ListingRequirements"];
export type Field = Requirements["schema"]["fields"][number];
export type Rule = Requirements["rules"][number];
export type Draft = components["schemas"]["ListingDraft"];

type Bulk = operations["postListingDraftsBulk"]["requestBody"]["content"]["application/json"];
export type DraftEdit = Extract<Bulk, { action: "edit" }>["drafts"][number];
