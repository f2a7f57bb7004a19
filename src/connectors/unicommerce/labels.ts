/** The label's link comes with the booking; no call gives another. */
import { labelsByLink } from "../kit/http/label-link.ts";

export const labels = labelsByLink({
  format: "PDF, as the courier makes it",
  gone: "The courier gave no label with the booking. Print it in its panel.",
});
