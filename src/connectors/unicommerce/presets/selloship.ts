/**
 * Selloship, an aggregator of couriers in India. It publishes no documentation: its "channels" endpoints follow the
 * contract field by field, as four independent integrations show (sheet section 1).
 */
import { shipper } from "../connector.ts";

export const connector = shipper({
  id: "selloship",
  name: "Selloship",
  icon: "selloship",
  color: "#e4572e",
  docs: "docs/providers/selloship.md",
  baseUrl: "https://selloship.com/api/lock_actvs/channels",
  dimensionUnit: "cm",
  setupSteps: [
    {
      title: "Ask for API access",
      text: "Ask Selloship's team for the user and password of the channel API. They may differ from those of the panel.",
    },
    {
      title: "Check the first parcel",
      text: "After the first booking compare the weight Selloship charges with the parcel's. If it is many times too high or too low, change the unit of dimensions.",
    },
  ],
  notes: [
    "Booking charges your Selloship wallet at once, and there is no test account.",
    "Selloship cannot be asked for a booking whose answer was lost. You decide on such a shipment after looking at its panel.",
    "Prices, remittances and billed charges are in Selloship's panel alone.",
  ],
});
