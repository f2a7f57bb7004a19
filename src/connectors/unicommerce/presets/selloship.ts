/**
 * Selloship, an aggregator of couriers in India. It publishes no documentation: its "channels" endpoints follow the
 * contract field by field, as four independent integrations show (sheet section 1).
 */
import { shipper } from "../connector.ts";
import { english } from "../words.ts";

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
      title: english("step.1.title"),
      text: english("step.1.text"),
    },
    {
      title: english("step.2.title"),
      text: english("step.2.text"),
    },
  ],
  notes: [
    english("note.bookingChargesSelloshipWalletOnce"),
    english("note.selloshipCannotAskedBookingWhose"),
    english("note.pricesRemittancesBilledChargesSelloship"),
  ],
});
