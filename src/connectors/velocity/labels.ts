/** The label's link comes with the booking and dies within the hour; there is no call that gives another (sheet section 5.14). */
import { labelsByLink } from "../kit/http/label-link.ts";
import { english, message } from "./words.ts";

export const labels = labelsByLink({
  format: english("said.pdfMakes"),
  gone: message("said.givesLabelOnce"),
});
