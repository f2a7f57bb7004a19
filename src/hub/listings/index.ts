export { observeLevels, type SeenLevel } from "./levels.ts";
export {
  countListings,
  getListing,
  type Listing,
  type ListingFilter,
  listListings,
} from "./listings.ts";
export { ignoreListings, mapListings, setListingSwitches, unmapListings } from "./mapping.ts";
export { autoMatch, linkListings } from "./matching.ts";
export {
  confirmSuggestions,
  listSuggestions,
  rejectSuggestions,
  suggestLinks,
} from "./review.ts";
