export { observeLevels } from "./levels.ts";
export {
  countListings,
  getListing,
  listListings,
} from "./listings.ts";
export { ignoreListings, mapListings, setListingSwitches, unmapListings } from "./mapping.ts";
export { linkListings } from "./matching.ts";
export {
  confirmSuggestions,
  listSuggestions,
  rejectSuggestions,
  suggestLinks,
} from "./review.ts";
