export const listingProblemCodes = [
  "LISTING_DRAFT_NOT_FOUND",
  "LISTING_FIELD_UNKNOWN",
  "LISTING_SCHEMA_UNREAD",
  "LISTING_SHEET_COLUMN",
] as const;
