/**
 * Selloship, an aggregator of couriers in India. It publishes no documentation: its "channels" endpoints follow the
 * contract field by field, as four independent integrations show (sheet section 1).
 */
import { setupStepsOf } from "../../kit/connect/messages.ts";
import { shipper } from "../connector.ts";
import { catalog, english } from "../words.ts";

export const connector = shipper({
  id: "selloship",
  name: "Selloship",
  icon: "selloship",
  color: "#e4572e",
  docs: "docs/providers/selloship.md",
  baseUrl: "https://selloship.com/api/lock_actvs/channels",
  dimensionUnit: "cm",
  setupSteps: setupStepsOf(catalog.messages),
  notes: [
    english("note.bookingChargesSelloshipWalletOnce"),
    english("note.selloshipCannotAskedBookingWhose"),
    english("note.pricesRemittancesBilledChargesSelloship"),
  ],
});
