/** The label's link comes with the booking; no call gives another. */
import { labelsByLink } from "../kit/http/label-link.ts";
import { english, message } from "./words.ts";

export const labels = labelsByLink({
  format: english("word.pdfCourierMakes"),
  gone: message("said.courierGaveNoLabelBooking"),
});
