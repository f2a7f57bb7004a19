export type { ItemResult } from "../item-result.ts";
export { observeLevels, type SeenLevel } from "./levels.ts";
export {
  countListings,
  getListing,
  type Listing,
  type ListingFilter,
  type ListingState,
  listListings,
} from "./listings.ts";
export { ignoreListings, mapListings, setListingSwitches, unmapListings } from "./mapping.ts";
export { autoMatch, findMatches, linkListings, type Match, type Matched } from "./matching.ts";
export {
  confirmSuggestions,
  listSuggestions,
  rejectSuggestions,
  type Suggestion,
  suggestLinks,
} from "./review.ts";
