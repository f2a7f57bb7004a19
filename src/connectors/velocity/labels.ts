/** The label's link comes with the booking and dies within the hour; there is no call that gives another (sheet section 5.14). */
import { labelsByLink } from "../kit/http/label-link.ts";

export const labels = labelsByLink({
  format: "PDF, as Velocity makes it",
  gone: "Velocity gives a label once, within an hour of booking. Print this one in its dashboard.",
});
